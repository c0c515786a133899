// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "browser.hpp"

namespace guichet::sca {
namespace {

using Leaving = JourneyTest;

TEST_F(Leaving, row_152_is_possible_on_both_screens_and_after_a_wrong_code) {
  browser.open();
  expect_denied(browser.press("cancel"));
  browser.open();
  browser.identify(lea);
  expect_denied(browser.press("cancel"));
  browser.open();
  browser.identify(lea);
  browser.prove(wrong_code);
  expect_denied(browser.send({{"action", "cancel"}, {"otp", "12345678"}}));
}

TEST_F(Leaving, row_91_nobody_is_sent_to_an_address_that_was_withdrawn_meanwhile) {
  const message::Parameters cancel{{"action", "cancel"}};
  const message::Parameters right{{"otp", std::string(right_code)}, {"action", "continue"}};
  for (const message::Parameters& form : {cancel, right}) {
    browser.open();
    browser.identify(lea);
    browser.tpp->redirect_uris = {"https://other.example/callback"};
    EXPECT_EQ(browser.refused(form), Code::page_redirect_unknown);
    EXPECT_EQ(browser.refused(form), Code::page_redirect_unknown) << "a second click";
    EXPECT_EQ(browser.reload().error().code, Code::page_redirect_unknown);
    browser.open();
    browser.identify(lea);
    browser.tpp.reset();
    EXPECT_EQ(browser.refused(form), Code::page_client_unknown);
  }
}

TEST_F(Leaving, row_91_a_way_back_withdrawn_after_the_code_was_made_is_not_gone_again) {
  browser.sign_in(lea);
  browser.tpp->redirect_uris.clear();
  EXPECT_EQ(browser.reload().error().code, Code::page_redirect_unknown);
}

TEST_F(Leaving, row_101_whose_tpp_is_suspended_meanwhile_goes_back_without_a_code) {
  for (const bool suspended : {true, false}) {
    browser.open();
    browser.identify(lea);
    browser.tpp->suspended = suspended;
    if (!suspended) browser.tpp->roles = {TppRole::card_issuing};
    expect_denied(browser.prove(right_code), "unauthorized_client");
  }
}

TEST_F(Leaving, row_97_without_state_none_is_returned) {
  auto stateless = authorization();
  stateless.state.reset();
  browser.open(stateless);
  EXPECT_FALSE(redirect_of(browser.press("cancel")).contains("state"));
}

TEST_F(Leaving, row_149_after_ten_minutes_every_form_leads_back) {
  for (const bool proving : {false, true}) {
    browser.open();
    if (proving) browser.identify(lea);
    clock.advance(minutes(10));
    expect_denied(proving ? browser.prove(right_code) : browser.identify(lea));
  }
}

TEST_F(Leaving, row_149_just_before_ten_minutes_the_journey_goes_on) {
  browser.open();
  clock.advance(minutes(8));
  browser.identify(lea);
  clock.advance(minutes(2) - std::chrono::milliseconds(1));
  EXPECT_TRUE(take_code(browser.prove(right_code)).has_value());
}

TEST_F(Leaving, the_form_sent_twice_gives_the_same_redirect_and_one_code) {
  browser.open();
  browser.identify(lea);
  const Response first = browser.prove(right_code);
  const Response second = browser.prove(right_code);
  EXPECT_EQ(first.headers.find("location"), second.headers.find("location"));
  expect_denied([&] {
    browser.open();
    browser.press("cancel");
    return browser.identify(lea);
  }());
}

TEST_F(Leaving, row_156_gives_away_no_referrer_and_is_not_stored) {
  const Response redirect = browser.sign_in(lea);
  EXPECT_EQ(redirect.headers.find("referrer-policy"), "no-referrer");
  EXPECT_EQ(redirect.headers.find("cache-control"), "no-store");
}

TEST_F(Leaving, when_core_banking_is_unreachable_says_temporarily_unavailable) {
  browser.open();
  bank.set_fault(true);
  const Response response = browser.identify(lea);
  expect_denied(response, "temporarily_unavailable");
  EXPECT_EQ(response.refusal.value().code, Code::bank_unavailable) << "for the log";
}

TEST_F(Leaving, tells_the_log_why_once_and_nothing_where_he_goes_on) {
  EXPECT_FALSE(browser.open().refusal.has_value());
  const Response left = browser.press("cancel");
  EXPECT_EQ(left.refusal.value().code, Code::oauth_access_denied);
  EXPECT_FALSE(browser.reload().value().refusal.has_value());
  EXPECT_FALSE(browser.sign_in(lea).refusal.has_value());
}

TEST_F(Leaving, a_reset_forgets_journeys) {
  browser.open();
  store.reset(true);
  journeys.clear();
  EXPECT_EQ(browser.refused({{"identifier", "9999999901"}}), Code::page_session_unknown);
  EXPECT_TRUE(redirect_of(browser.sign_in(lea)).contains("code"));
}

TEST_F(Leaving, hours_later_a_form_still_leads_back_and_a_day_later_it_is_gone) {
  Browser late(journeys);
  late.open();
  clock.advance(std::chrono::hours(23));
  expect_denied(late.identify(lea));
  clock.advance(std::chrono::hours(1));
  browser.open();
  EXPECT_EQ(late.refused({{"identifier", "9999999901"}}), Code::page_session_unknown);
}

TEST_F(Leaving, row_138_a_source_has_a_thousand_journeys_and_its_oldest_goes_first) {
  Browser elsewhere(journeys);
  elsewhere.peer = "192.0.2.2";
  elsewhere.open();
  Browser oldest(journeys);
  oldest.open();
  clock.advance(std::chrono::milliseconds(1));
  for (int i = 0; i < 1'000; ++i) browser.open();
  EXPECT_EQ(oldest.refused({{"identifier", "9999999901"}}), Code::page_session_unknown);
  EXPECT_TRUE(asks_for_code(browser.identify(lea)));
  EXPECT_TRUE(asks_for_code(elsewhere.identify(lea)));
}

TEST_F(Leaving, a_customer_goes_on_where_he_was_when_the_program_starts_anew) {
  browser.open();
  browser.identify(lea);
  Journeys anew(bank, proofs, books, clock, randomness, sandbox_pages());
  Browser same(anew);
  same.cookies = browser.cookies;
  same.hidden = browser.hidden;
  EXPECT_TRUE(asks_for_code(same.prove(wrong_code)));
  EXPECT_TRUE(take_code(same.prove(right_code)).has_value());
}

TEST_F(Leaving, a_second_click_after_a_restart_leads_back_as_well_with_an_error) {
  browser.sign_in(lea);
  Journeys anew(bank, proofs, books, clock, randomness, sandbox_pages());
  Browser same(anew);
  same.cookies = browser.cookies;
  same.hidden = browser.hidden;
  expect_denied(same.prove(right_code), "temporarily_unavailable");
}

TEST_F(Leaving, what_a_node_was_judging_when_it_went_leads_back_after_half_a_minute) {
  browser.open();
  browser.identify(lea);
  // The word of the store that judges tries never comes.
  struct Silent final : store::TryBook {
    void judge(TryKey, TrySource, bool, Instant, Completion<TryVerdict> done) override {
      waiting.push_back(std::move(done));
    }
    void may_try(TrySource, Instant, Completion<bool> done) override { done(true); }
    void may_challenge(TryKey, Instant, Completion<bool> done) override { done(true); }
    std::vector<Completion<TryVerdict>> waiting;
  } silent;
  Journeys gone(bank, proofs, {store.journeys(), store.grants(), silent}, clock, randomness,
                sandbox_pages());
  Browser there(gone);
  there.cookies = browser.cookies;
  there.hidden = browser.hidden;
  EXPECT_FALSE(there.post({{"otp", std::string(right_code)}}).has_value());
  EXPECT_TRUE(shows(browser.prove(right_code), "One moment"));
  EXPECT_TRUE(shows(browser.press("show"), "One moment"));
  clock.advance(seconds(30));
  expect_denied(browser.press("show"), "temporarily_unavailable");
  for (auto& done : silent.waiting) done(TryVerdict::accepted);
}

TEST_F(Leaving, a_browser_sees_each_page_by_a_get_that_it_may_repeat) {
  browser.open();
  browser.more_headers = {{"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Site", "same-origin"}};
  const Response see_other = browser.identify(lea);
  EXPECT_EQ(see_other.status, 303);
  EXPECT_EQ(see_other.headers.find("location"),
            std::string(Journeys::form_path) + "?journey=" + browser.hidden["journey"]);
  EXPECT_TRUE(asks_for_code(browser.reload().value()));
  browser.prove(wrong_code);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(shows(browser.reload().value(), "aria-invalid"));
  EXPECT_TRUE(take_code(browser.prove(right_code)).has_value());
  EXPECT_EQ(redirect_of(browser.reload().value())[""], callback);
}

TEST_F(Leaving, row_157_a_page_is_shown_to_its_own_browser_and_at_its_own_bank) {
  browser.open();
  Browser other(journeys);
  other.hidden = browser.hidden;
  EXPECT_EQ(other.reload().error().code, Code::page_session_unknown);
  EXPECT_EQ(browser.reload(elsewhere()).error().code, Code::page_session_unknown);
  EXPECT_TRUE(asks_for_identifier(browser.reload().value()));
}

TEST_F(Leaving, the_first_form_sent_again_by_the_back_button_changes_nothing) {
  browser.open();
  browser.identify(lea);
  EXPECT_TRUE(asks_for_code(browser.identify(claire)));
  EXPECT_EQ(take_code(browser.prove(right_code))->key.psu, "P9999999901");
}

TEST_F(Leaving, a_second_click_on_the_first_page_that_missed_the_new_cookie_sees_the_second_page) {
  browser.open();
  const auto at_start = browser.cookies;
  browser.identify(lea);
  const auto second_level = browser.cookies;
  browser.cookies = at_start;
  EXPECT_TRUE(asks_for_code(browser.identify(lea)));
  EXPECT_EQ(browser.cookies, second_level) << "the same cookie again";
  EXPECT_EQ(phone.messages_of("17515", "P9999999901").size(), 1U) << "one message";
  Browser attacker(journeys);
  attacker.cookies = at_start;
  attacker.hidden = browser.hidden;
  EXPECT_EQ(attacker.refused({{"otp", "12345678"}}), Code::page_session_unknown);
  clock.advance(seconds(30));
  EXPECT_EQ(attacker.refused({{"identifier", "9999999901"}}), Code::page_session_unknown);
  EXPECT_TRUE(take_code(browser.prove(right_code)).has_value());
}

TEST_F(Leaving, coming_back_after_the_end_hands_over_no_code_a_second_time) {
  const Response out = browser.sign_in(lea);
  EXPECT_EQ(redirect_of(browser.reload().value()), redirect_of(out)) << "a second click";
  clock.advance(seconds(10));
  const Response later = browser.reload().value();
  EXPECT_EQ(later.status, 200);
  EXPECT_TRUE(shows(later, "has received your answer"));
}

TEST_F(Leaving, a_program_that_sends_all_it_has_to_every_page_gets_in) {
  browser.open();
  const message::Parameters all{{"identifier", std::string(lea)},
                                {"user_number", ""},
                                {"method", "otp_sms"},
                                {"otp", std::string(right_code)},
                                {"action", "continue"}};
  EXPECT_TRUE(asks_for_code(browser.send(all)));
  EXPECT_TRUE(take_code(browser.send(all)).has_value());
}

TEST_F(Leaving, a_browser_carries_the_cookies_of_eight_journeys_at_most) {
  for (int i = 0; i < 8; ++i) browser.open();
  EXPECT_EQ(browser.cookies.size(), 8U);
  browser.open();
  std::size_t dropped = 0;
  for (const std::string& line : browser.cookie_lines) dropped += line.contains("Max-Age=0");
  EXPECT_EQ(dropped, 1U);
}

/// Keeps codes when it is told to, or refuses to.
class SlowGrants final : public store::GrantBook {
 public:
  void keep_code(AuthorizationCode, Completion<void> done) override {
    waiting.push_back(std::move(done));
  }
  void take_code(std::string, SecretHash, Instant, Completion<AuthorizationCode>) override {
    std::abort();
  }
  void put_grant(Grant, std::optional<SecretHash>, Completion<void>) override { std::abort(); }
  void end_client(std::string, Completion<void>) override { std::abort(); }
  void renew_access(std::string, std::string, SecretHash, std::set<std::string>, SecretHash,
                    std::string, Instant, Completion<Grant>) override {
    std::abort();
  }
  void recall(SecretHash, Completion<std::shared_ptr<const Grant>>) override { std::abort(); }
  void pairs_of(std::string, std::string, Instant, Completion<std::vector<Grant>>) override {
    std::abort();
  }
  void revoke(std::string, std::string, SecretHash, Completion<void>) override { std::abort(); }

  std::vector<Completion<void>> waiting;
};

struct LeavingOnASlowStore : JourneyTest {
  SlowGrants grants;
  Journeys slow_journeys{bank,  proofs,     {store.journeys(), grants, store.tries()},
                         clock, randomness, sandbox_pages()};
  Browser slow_browser{slow_journeys};

  std::optional<Outcome<Response>>& prove_soon() {
    return slow_browser.post({{"otp", std::string(right_code)}});
  }
};

TEST_F(LeavingOnASlowStore,
       nobody_is_sent_back_before_the_code_is_kept_not_even_by_a_second_click) {
  slow_browser.open();
  slow_browser.identify(lea);
  auto& first = prove_soon();
  auto& second = prove_soon();
  EXPECT_FALSE(first.has_value() || second.has_value());
  ASSERT_EQ(grants.waiting.size(), 1u);
  grants.waiting[0]({});
  EXPECT_TRUE(redirect_of(first->value()).contains("code"));
  EXPECT_EQ(redirect_of(first->value()), redirect_of(second->value()));
}

TEST_F(LeavingOnASlowStore,
       a_store_that_refuses_the_code_is_temporarily_unavailable_to_both_clicks) {
  slow_browser.open();
  slow_browser.identify(lea);
  auto& first = prove_soon();
  auto& second = prove_soon();
  grants.waiting.at(0)(refuse(Code::store_unavailable));
  for (const auto* click : {&first, &second}) {
    const Response& response = (*click)->value();
    expect_denied(response, "temporarily_unavailable");
    EXPECT_EQ(response.refusal.value().code, Code::store_unavailable) << "for the log";
  }
  expect_denied(prove_soon()->value(), "temporarily_unavailable");
}

TEST_F(LeavingOnASlowStore, a_reset_meanwhile_does_no_harm) {
  slow_browser.open();
  slow_browser.identify(lea);
  auto& answer = prove_soon();
  store.reset(true);
  slow_journeys.clear();
  grants.waiting.at(0)({});
  EXPECT_EQ(answer->error().code, Code::page_session_unknown);
}

}  // namespace
}  // namespace guichet::sca
