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
  expect_denied(browser.identify(lea), "temporarily_unavailable");
}

TEST_F(Leaving, a_reset_forgets_journeys) {
  browser.open();
  journeys.clear();
  EXPECT_EQ(browser.refused({{"identifier", "9999999901"}}), Code::page_session_unknown);
  EXPECT_TRUE(redirect_of(browser.sign_in(lea)).contains("code"));
}

TEST_F(Leaving, twenty_minutes_later_the_next_journey_drops_what_nobody_came_back_to) {
  Browser gone(journeys);
  gone.open();
  clock.advance(minutes(20));
  browser.open();
  EXPECT_EQ(gone.refused({{"identifier", "9999999901"}}), Code::page_session_unknown);
  EXPECT_TRUE(asks_for_code(browser.identify(lea)));
}

TEST_F(Leaving, row_138_ten_thousand_journeys_are_kept_and_the_oldest_goes_first) {
  Browser oldest(journeys);
  oldest.open();
  browser.open();
  message::Request get;
  for (int i = 0; i < 9'999; ++i)
    journeys.begin(get, paris(), std::string(issuer), authorization(), "en");
  EXPECT_EQ(oldest.refused({{"identifier", "9999999901"}}), Code::page_session_unknown);
  EXPECT_TRUE(asks_for_code(browser.identify(lea)));
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
  void revoke(std::string, std::string, SecretHash, Completion<void>) override { std::abort(); }

  std::vector<Completion<void>> waiting;
};

struct LeavingOnASlowStore : JourneyTest {
  SlowGrants grants;
  Journeys slow_journeys{bank, phone, grants, store.tries(), clock, randomness, sandbox_pages()};
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
  expect_denied(first->value(), "temporarily_unavailable");
  expect_denied(second->value(), "temporarily_unavailable");
  expect_denied(prove_soon()->value(), "temporarily_unavailable");
}

TEST_F(LeavingOnASlowStore, a_reset_meanwhile_does_no_harm) {
  slow_browser.open();
  slow_browser.identify(lea);
  auto& answer = prove_soon();
  slow_journeys.clear();
  grants.waiting.at(0)({});
  EXPECT_TRUE(redirect_of(answer->value()).contains("code"));
}

}  // namespace
}  // namespace guichet::sca
