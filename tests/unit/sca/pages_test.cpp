// SPDX-License-Identifier: Apache-2.0
#include "sca/pages.hpp"

#include "browser.hpp"

namespace guichet::sca {
namespace {

struct Pages : ::testing::Test {
  PageSettings settings = sandbox_pages();
  Establishment bank{"17515", "Caisse <d'Epargne>", "CEIDF", brand_by_word("caisse-epargne")};
  PageContext context{.language = Language::english,
                      .establishment = bank,
                      .tpp_name = "Budget",
                      .journey = "j0urney",
                      .form_token = "t0ken",
                      .redirect_uri = callback,
                      .settings = settings};
  Response first_page(std::string_view identifier = "", std::string_view user_number = "") {
    return identification_page(context, identifier, user_number, Means::otp_sms);
  }

  std::vector<Response> all_pages() {
    return {first_page(),
            otp_page(context, "06 ** ** ** 01"),
            card_reader_page(context, "12345678"),
            certificate_page(context),
            wait_page(context),
            refusal_page({}, {Code::page_client_unknown}, nullptr, settings),
            refusal_page({}, {Code::page_redirect_unknown}, &paris(), settings)};
  }
};

TEST_F(Pages, row_141_may_not_be_framed) {
  for (const Response& page : all_pages()) {
    EXPECT_EQ(page.headers.find("x-frame-options"), "DENY");
    EXPECT_NE(page.headers.find("content-security-policy")->find("frame-ancestors 'none'"),
              std::string::npos);
  }
}

TEST_F(Pages, row_155_allow_nothing_inline_and_no_script) {
  for (const Response& page : all_pages()) {
    const std::string_view policy = page.headers.find("content-security-policy").value();
    EXPECT_TRUE(policy.starts_with("default-src 'none'; "));
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
    EXPECT_EQ(policy.find("script-src"), std::string::npos);
    for (const char* inline_code : {"<script", " style=", "<style", " onclick", " onload"})
      EXPECT_FALSE(shows(page, inline_code)) << inline_code;
  }
}

TEST_F(Pages, row_156_give_no_referrer_and_are_not_stored) {
  for (const Response& page : all_pages()) {
    EXPECT_EQ(page.headers.find("referrer-policy"), "no-referrer");
    EXPECT_EQ(page.headers.find("cache-control"), "no-store");
    EXPECT_EQ(page.headers.find("x-content-type-options"), "nosniff");
    EXPECT_EQ(page.headers.find("content-type"), "text/html; charset=utf-8");
  }
}

TEST_F(Pages, have_the_class_of_the_establishment_s_brand) {
  for (const Response& page :
       {first_page(), otp_page(context, "06 ** ** ** 01"), phone_page(context, "42"),
        refusal_page({}, {Code::page_client_unknown}, &paris(), settings)}) {
    EXPECT_TRUE(shows(page, " class=\"brand-caisse-epargne\">"));
  }
}

TEST_F(Pages, of_no_bank_have_no_brand) {
  const Response page = refusal_page({}, {Code::misdirected}, nullptr, settings);
  EXPECT_FALSE(shows(page, "brand-"));
  EXPECT_TRUE(shows(page, "Guichet</p>"));
}

TEST_F(Pages, let_the_form_lead_to_this_host_and_to_the_registered_one_alone) {
  const Response page = first_page();
  EXPECT_NE(page.headers.find("content-security-policy")
                ->find("form-action 'self' https://myAPP.fr; base-uri 'none'"),
            std::string::npos);
}

TEST_F(Pages, name_a_form_target_that_the_policy_s_grammar_knows) {
  EXPECT_EQ(form_target_of("https://tpp.example/cb"), "https://tpp.example");
  EXPECT_EQ(form_target_of("http://127.0.0.1:8085/callback"), "http://127.0.0.1:8085");
  EXPECT_EQ(form_target_of("https://tpp.example"), "https://tpp.example");
  EXPECT_EQ(form_target_of("https://tpp.example?app=1/2"), "https://tpp.example");
  EXPECT_EQ(form_target_of("http://[::1]:8085/callback"), "http:");
  EXPECT_EQ(form_target_of("https://a;script-src 'unsafe-inline'/"), "https:");
  EXPECT_EQ(form_target_of("https://user@tpp.example/cb"), "https:");
  EXPECT_EQ(form_target_of("fr.budget.app:/cb"), "fr.budget.app:");
  EXPECT_EQ(form_target_of("myapp://cb"), "myapp:");
  EXPECT_EQ(form_target_of("nonsense"), "");
}

TEST_F(Pages, row_154_show_the_name_of_the_tpp_escaped_isolated_and_cut) {
  context.tpp_name = "<img src=x onerror=alert(1)>\xe2\x80\xae";
  EXPECT_TRUE(shows(first_page(), "<bdi>&lt;img src=x onerror=alert(1)&gt;</bdi>"));
  const std::string long_name(5'000, 'N');
  context.tpp_name = long_name;
  const Response page = otp_page(context, "06 ** ** ** 01");
  EXPECT_TRUE(shows(page, "<bdi>" + std::string(70, 'N') + "</bdi>"));
}

TEST_F(Pages, row_155_escape_everything_that_others_wrote) {
  constexpr std::string_view payload = "\"'><script>alert(1)</script>";
  bank.name = context.tpp_name = context.journey = context.form_token = payload;
  for (const Response& page : {first_page(payload, payload), otp_page(context, payload),
                               card_reader_page(context, payload), phone_page(context, payload)})
    EXPECT_FALSE(shows(page, "<script>"));
}

TEST_F(Pages, have_labels_hints_and_autocompletion_for_their_fields) {
  const Response first = first_page();
  EXPECT_TRUE(shows(first, "<label for=\"identifier\">"));
  EXPECT_TRUE(shows(first, "autocomplete=\"username\""));
  const Response second = otp_page(context, "");
  EXPECT_TRUE(shows(second, "<label for=\"otp\">"));
  EXPECT_TRUE(shows(second, "autocomplete=\"one-time-code\""));
}

TEST_F(Pages, tell_an_error_in_the_title_at_the_top_and_beside_the_field) {
  context.error = Text::error_otp_wrong;
  const Response page = otp_page(context, "");
  EXPECT_TRUE(shows(page, "<title>There is a problem - "));
  EXPECT_TRUE(shows(page, "<a href=\"#otp\">This code does not match."));
  EXPECT_TRUE(shows(page, "aria-describedby=\"otp-hint otp-error\" aria-invalid=\"true\""));
}

TEST_F(Pages, show_the_code_and_say_that_nothing_is_real_in_a_sandbox_only) {
  EXPECT_TRUE(shows(otp_page(context, ""), "<code>12345678</code>"));
  settings.sandbox_otp.clear();
  EXPECT_FALSE(shows(otp_page(context, ""), "12345678"));
}

TEST_F(Pages, ask_for_a_user_number_only_those_who_say_that_they_have_one) {
  EXPECT_TRUE(shows(first_page(), "<details>\n<summary>Are you a professional"));
  EXPECT_TRUE(shows(first_page("", "0001"), "<details open>"));
}

TEST_F(Pages, offer_the_means_of_the_bank_that_can_be_shown_there) {
  const auto offers = [&](Means means) {
    return shows(first_page(), "value=\"" + std::string(word_of(means)) + "\"");
  };
  EXPECT_TRUE(offers(Means::otp_sms) && offers(Means::secur_pass) && offers(Means::cap_reader));
  EXPECT_TRUE(offers(Means::hardware_certificate));
  context.on_a_phone = true;
  EXPECT_FALSE(offers(Means::hardware_certificate));
  context.on_a_phone = false;
  context.door = Door::web;
  EXPECT_FALSE(offers(Means::hardware_certificate)) << "there is no TLS to show it in";
  settings.means = {Means::secur_pass};
  EXPECT_FALSE(offers(Means::otp_sms));
}

TEST_F(Pages, know_a_phone_by_what_the_browser_says) {
  const auto on_a_phone = [](const char* name, const char* value) {
    message::Request request;
    request.headers.add(name, value);
    return is_on_a_phone(request);
  };
  EXPECT_TRUE(on_a_phone("Sec-CH-UA-Mobile", "?1"));
  EXPECT_FALSE(on_a_phone("Sec-CH-UA-Mobile", "?0"));
  EXPECT_TRUE(on_a_phone("User-Agent", "Mozilla/5.0 (iPhone) Mobile/15E148 Safari/604.1"));
  EXPECT_FALSE(on_a_phone("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0"));
}

TEST_F(Pages, of_a_refusal_say_why_in_the_browser_s_language_and_link_nowhere) {
  message::Request request;
  request.headers.add("Accept-Language", "en");
  for (const Code code : {Code::page_client_unknown, Code::page_redirect_unknown,
                          Code::page_session_unknown, Code::page_form_foreign}) {
    const RefusalEntry& entry = entry_of(code);
    const Response english = refusal_page(request, {code}, &paris(), settings);
    EXPECT_EQ(english.status, entry.status);
    EXPECT_EQ(english.headers.find("location"), std::nullopt);
    EXPECT_TRUE(shows(english, entry.text.substr(0, 20)));
    EXPECT_FALSE(shows(english, "<a "));
    EXPECT_FALSE(shows(english, "<form"));
    EXPECT_TRUE(shows(refusal_page({}, {code}, nullptr, settings), "<html lang=\"fr\">"));
  }
}

}  // namespace
}  // namespace guichet::sca
