// SPDX-License-Identifier: Apache-2.0
#include "browser.hpp"

namespace guichet::sca {
namespace {

using Signing = JourneyTest;

TEST_F(Signing, row_161_takes_two_screens_and_leads_back_with_a_code) {
  EXPECT_TRUE(asks_for_identifier(browser.open()));
  EXPECT_TRUE(asks_for_code(browser.identify(lea)));
  const Response last = browser.prove(right_code);
  auto redirect = redirect_of(last);
  EXPECT_EQ(redirect[""], callback);
  EXPECT_EQ(redirect["state"], "xyz");
  EXPECT_EQ(redirect["iss"], issuer);
  EXPECT_EQ(redirect["code"].size(), 43u);
  EXPECT_FALSE(redirect.contains("error"));
}

TEST_F(Signing, gives_a_code_for_what_was_asked_by_whom_at_this_moment) {
  browser.open();
  clock.advance(seconds(40));
  browser.identify(lea);
  clock.advance(seconds(50));
  const auto code = take_code(browser.prove(right_code));
  ASSERT_TRUE(code.has_value());
  EXPECT_EQ(code->key, GrantKey("17515", "P9999999901", "PSDFR-ACPR-13807", "aisp"));
  EXPECT_EQ(code->client_id, "PSDFR-ACPR-13807");
  EXPECT_EQ(code->redirect_uri, callback);
  EXPECT_EQ(code->code_challenge, authorization().code_challenge);
  EXPECT_EQ(code->sca_at, noon + seconds(90));
  EXPECT_EQ(code->expires_at, noon + seconds(150));
}

TEST_F(Signing, blanks_around_an_identifier_do_not_matter) {
  browser.open();
  browser.identify("  9999999901 ");
  EXPECT_TRUE(take_code(browser.prove(right_code)).has_value());
}

TEST_F(Signing, row_158_a_missing_or_blank_identifier_is_asked_for_again) {
  browser.open();
  for (const message::Parameters& fields :
       {message::Parameters{},
        {{"identifier", ""}},
        {{"identifier", "   "}},
        {{"identifier", "9999999901"}, {"identifier", "9999999902"}}}) {
    const Response page = browser.send(fields);
    EXPECT_TRUE(asks_for_identifier(page));
    EXPECT_TRUE(shows(page, "role=\"alert\""));
  }
}

TEST_F(Signing, a_user_number_that_was_typed_stays_when_the_identifier_is_asked_for_again) {
  browser.open();
  EXPECT_TRUE(shows(browser.send({{"user_number", " 0042 "}}), "value=\"0042\""));
}

TEST_F(Signing, a_missing_code_is_asked_for_again_and_does_not_count_as_wrong) {
  browser.open();
  browser.identify(lea);
  for (int i = 0; i < 6; ++i) EXPECT_TRUE(asks_for_code(browser.prove("")));
  EXPECT_TRUE(take_code(browser.prove(right_code)).has_value());
}

TEST_F(Signing, the_language_can_be_changed_on_both_screens_and_what_was_typed_stays) {
  EXPECT_TRUE(shows(browser.open(), "<html lang=\"en\">"));
  const Response french =
      browser.send({{"action", "language-fr"}, {"identifier", "99\"99"}, {"user_number", "<7>"}});
  EXPECT_TRUE(shows(french, "<html lang=\"fr\">"));
  EXPECT_TRUE(shows(french, "value=\"99&quot;99\""));
  EXPECT_TRUE(shows(french, "value=\"&lt;7&gt;\""));
  EXPECT_TRUE(shows(browser.identify(lea), "<html lang=\"fr\">"));
  const Response english = browser.press("language-en");
  EXPECT_TRUE(asks_for_code(english));
  EXPECT_TRUE(shows(english, "<html lang=\"en\">"));
  EXPECT_TRUE(take_code(browser.prove(right_code)).has_value());
}

TEST_F(Signing, the_language_is_that_of_ui_locales_or_else_of_the_browser) {
  EXPECT_TRUE(shows(browser.open(authorization(), "de en"), "<html lang=\"en\">"));
  EXPECT_TRUE(shows(browser.open(authorization(), ""), "<html lang=\"fr\">"));
  browser.more_headers = {{"Accept-Language", "en-GB, fr;q=0.5"}};
  EXPECT_TRUE(shows(browser.open(authorization(), ""), "<html lang=\"en\">"));
}

TEST_F(Signing, two_tabs_of_one_browser_do_not_throw_each_other_out) {
  browser.open();
  const auto first_tab = browser.hidden;
  browser.open();
  const auto second_tab = browser.hidden;
  browser.hidden = first_tab;
  browser.identify(lea);
  browser.hidden = second_tab;
  browser.identify(claire);
  EXPECT_EQ(take_code(browser.prove(right_code))->key.psu, "P9999999902");
  browser.hidden = first_tab;
  EXPECT_EQ(take_code(browser.prove(right_code))->key.psu, "P9999999901");
}

using Cookies = JourneyTest;

TEST_F(Cookies, row_142_on_the_api_door_are_host_only_secure_and_for_no_script) {
  Browser secure(journeys, Door::api);
  secure.open();
  secure.identify(lea);
  ASSERT_EQ(secure.cookie_lines.size(), 2u);
  for (const std::string& line : secure.cookie_lines) {
    EXPECT_TRUE(line.starts_with("__Host-guichet-sca-")) << line;
    EXPECT_TRUE(line.ends_with("; Path=/; HttpOnly; SameSite=Lax; Max-Age=86400; Secure")) << line;
    EXPECT_EQ(line.find("Domain"), std::string::npos);
  }
  EXPECT_TRUE(take_code(secure.prove(right_code)).has_value());
}

TEST_F(Cookies, row_142_on_the_web_door_are_for_no_script_and_work_without_tls) {
  browser.open();
  ASSERT_EQ(browser.cookie_lines.size(), 1u);
  EXPECT_TRUE(browser.cookie_lines[0].starts_with("guichet-sca-"));
  EXPECT_TRUE(browser.cookie_lines[0].ends_with("; Path=/; HttpOnly; SameSite=Lax; Max-Age=86400"));
}

TEST_F(Cookies, row_142_change_at_each_level_and_the_former_one_is_worth_nothing) {
  browser.open();
  const auto first_level = browser.cookies;
  browser.identify(lea);
  EXPECT_NE(browser.cookies, first_level);
  Browser attacker = Browser(journeys);
  attacker.cookies = first_level;
  attacker.hidden = browser.hidden;
  EXPECT_EQ(attacker.refused({{"otp", "12345678"}}), Code::page_session_unknown);
  EXPECT_TRUE(take_code(browser.prove(right_code)).has_value());
}

TEST_F(Cookies, row_142_that_were_there_before_are_not_taken_over) {
  Browser attacker(journeys);
  attacker.open();
  browser.cookies = attacker.cookies;
  browser.open();
  attacker.hidden = browser.hidden;
  EXPECT_EQ(attacker.refused({{"identifier", "9999999901"}}), Code::page_session_unknown);
}

TEST_F(Cookies, show_the_page_that_stands_at_the_address_of_the_forms_without_a_journey) {
  browser.open();
  EXPECT_TRUE(asks_for_identifier(browser.enter_form_address().value()));
  browser.identify(lea);
  const auto kept = browser.hidden;
  EXPECT_TRUE(asks_for_code(browser.enter_form_address().value()));
  EXPECT_TRUE(shows(browser.enter_form_address().value(), kept.at("form_token")));
  EXPECT_TRUE(take_code(browser.prove(right_code)).has_value());
  EXPECT_EQ(browser.enter_form_address().error().code, Code::page_session_unknown) << "it ended";
}

TEST_F(Cookies, of_journeys_that_ended_hide_none_that_is_on_its_way) {
  for (int i = 0; i < 3; ++i) {
    browser.open();
    browser.press("cancel");
  }
  browser.open();
  browser.identify(lea);
  for (int i = 0; i < 3; ++i) {
    browser.open();
    browser.press("cancel");
  }
  EXPECT_TRUE(asks_for_code(browser.enter_form_address().value()));
  clock.advance(minutes(10));
  EXPECT_EQ(browser.enter_form_address().error().code, Code::page_session_unknown);
}

TEST_F(Cookies, show_nothing_to_whoever_has_none_or_follows_another_sites_link) {
  Browser other(journeys);
  EXPECT_EQ(other.enter_form_address().error().code, Code::page_session_unknown);
  browser.open();
  for (auto& [name, value] : other.cookies = browser.cookies) value = "forged";
  EXPECT_EQ(other.enter_form_address().error().code, Code::page_session_unknown);
  for (const char* site : {"cross-site", "same-site"}) {
    browser.more_headers = {{"Sec-Fetch-Site", site}};
    EXPECT_EQ(browser.enter_form_address().error().code, Code::page_session_unknown) << site;
  }
  browser.more_headers = {{"Sec-Fetch-Site", "none"}};
  EXPECT_TRUE(asks_for_identifier(browser.enter_form_address().value()));
}

using ForeignForms = JourneyTest;

TEST_F(ForeignForms, row_140_without_or_with_another_form_token_are_refused_and_do_not_count) {
  browser.open();
  browser.identify(lea);
  const auto own = browser.hidden;
  Browser other(journeys);
  other.open();
  for (int i = 0; i < 6; ++i) {
    browser.hidden = own;
    browser.hidden["form_token"] = i % 2 == 0 ? other.hidden["form_token"] : "";
    EXPECT_EQ(browser.refused({{"otp", "00000000"}}), Code::page_form_foreign);
    browser.hidden.erase("form_token");
    EXPECT_EQ(browser.refused({{"otp", "00000000"}}), Code::page_form_foreign);
  }
  browser.hidden = own;
  EXPECT_TRUE(take_code(browser.prove(right_code)).has_value());
}

TEST_F(ForeignForms, row_140_from_another_origin_are_refused_and_do_not_count) {
  browser.open();
  browser.identify(lea);
  for (const char* origin : {"https://evil.example", "http://localhost", "https://localhost:8080",
                             "http://localhost:8080.evil.example", "http://localhost:80800", ""}) {
    browser.more_headers = {{"Origin", origin}};
    EXPECT_EQ(browser.refused({{"otp", "00000000"}}), Code::page_form_foreign) << origin;
  }
  for (const char* site : {"cross-site", "same-site", ""}) {
    browser.more_headers = {{"Origin", "null"}, {"Sec-Fetch-Site", site}};
    EXPECT_EQ(browser.refused({{"otp", "00000000"}}), Code::page_form_foreign) << site;
  }
  browser.more_headers = {{"Origin", "http://localhost:8080"}, {"Sec-Fetch-Site", "same-origin"}};
  EXPECT_TRUE(take_code(browser.prove(right_code)).has_value());
}

TEST_F(ForeignForms, of_our_own_pages_may_have_no_origin_or_null_since_they_give_no_referrer) {
  browser.open();
  browser.more_headers = {{"Origin", "null"}};
  EXPECT_TRUE(asks_for_code(browser.identify(lea)));
}

TEST_F(ForeignForms, on_the_api_door_the_origin_is_https) {
  Browser secure(journeys, Door::api);
  secure.open();
  secure.more_headers = {{"Origin", "http://localhost:8080"}};
  EXPECT_EQ(secure.refused({{"identifier", "9999999901"}}), Code::page_form_foreign);
  secure.more_headers = {{"Origin", "https://localhost:8080"}};
  EXPECT_TRUE(asks_for_code(secure.identify(lea)));
}

TEST_F(ForeignForms, row_157_of_another_browser_are_refused_and_the_journey_stays_where_it_was) {
  browser.open();
  browser.identify(lea);
  Browser other(journeys);
  other.hidden = browser.hidden;
  EXPECT_EQ(other.refused({{"otp", "12345678"}}), Code::page_session_unknown);
  other.open();
  other.hidden = browser.hidden;
  EXPECT_EQ(other.refused({{"otp", "12345678"}}), Code::page_session_unknown);
  EXPECT_TRUE(take_code(browser.prove(right_code)).has_value());
}

TEST_F(ForeignForms, row_146_a_challenge_of_one_session_does_not_serve_in_another) {
  browser.open();
  browser.identify(lea);
  const auto used = browser.hidden;
  browser.prove(right_code);
  Browser second(journeys);
  second.open();
  second.identify(lea);
  for (const char* name : {"journey", "form_token"}) {
    const auto own = second.hidden;
    second.hidden[name] = used.at(name);
    EXPECT_NE(second.refused({{"otp", "12345678"}}), Code::count_) << name;
    second.hidden = own;
  }
  EXPECT_TRUE(take_code(second.prove(right_code)).has_value());
}

TEST_F(ForeignForms, row_291_of_another_bank_s_journey_are_refused) {
  browser.open();
  EXPECT_EQ(browser.refused({{"identifier", "9999999901"}}, elsewhere()),
            Code::page_session_unknown);
  EXPECT_TRUE(asks_for_code(browser.identify(lea)));
}

TEST_F(ForeignForms, of_no_journey_or_badly_encoded_are_refused) {
  EXPECT_EQ(browser.refused({{"identifier", "9999999901"}}), Code::page_session_unknown);
  message::Request form;
  form.body = "journey=%zz";
  Code code = Code::count_;
  journeys.proceed(form, paris(), {},
                   [&](Outcome<Response> answer) { code = answer.error().code; });
  EXPECT_EQ(code, Code::page_session_unknown);
}

}  // namespace
}  // namespace guichet::sca
