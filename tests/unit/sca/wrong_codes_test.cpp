// SPDX-License-Identifier: Apache-2.0
#include "browser.hpp"

namespace guichet::sca {
namespace {

using WrongCodes = JourneyTest;

/// A page without what differs from one journey to the next: tokens and telephone.
std::string without_secrets(Response page, const Browser& browser) {
  for (const auto& [name, value] : browser.hidden)
    for (auto at = page.body.find(value); at != std::string::npos; at = page.body.find(value))
      page.body.erase(at, value.size());
  const auto phone = page.body.find("06 ** ** ** ");
  if (phone != std::string::npos) page.body.erase(phone, 14);
  return page.body;
}

TEST_F(WrongCodes, are_told_and_the_right_one_still_opens) {
  browser.open();
  browser.identify(lea);
  for (int i = 0; i < 4; ++i) {
    const Response page = browser.prove(i == 0 ? "12345679" : "1234567");
    EXPECT_TRUE(asks_for_code(page));
    EXPECT_TRUE(shows(page, "aria-invalid"));
  }
  EXPECT_TRUE(take_code(browser.prove(right_code)).has_value());
}

TEST_F(WrongCodes, row_143_the_fifth_in_a_row_ends_the_journey_and_locks_for_15_minutes) {
  expect_denied(fail(lea, 5));
  browser.open();
  browser.identify(lea);
  EXPECT_TRUE(asks_for_code(browser.prove(right_code)));  // right, and refused
  clock.advance(minutes(15) - seconds(1));
  EXPECT_FALSE(redirect_of(browser.sign_in(lea)).contains("code"));
  clock.advance(seconds(1));
  EXPECT_TRUE(redirect_of(browser.sign_in(lea)).contains("code"));
}

TEST_F(WrongCodes, row_143_count_over_journeys_and_a_right_one_begins_the_count_anew) {
  EXPECT_TRUE(asks_for_code(fail(lea, 2)));
  expect_denied(fail(lea, 3));
  EXPECT_TRUE(asks_for_code(fail(claire, 4)));
  EXPECT_TRUE(redirect_of(browser.sign_in(claire)).contains("code"));
  EXPECT_TRUE(asks_for_code(fail(claire, 4)));
}

TEST_F(WrongCodes, row_144_lock_the_customer_for_other_tpps_and_browsers_and_nobody_else) {
  fail(lea, 5);
  auto by_another_tpp = authorization();
  by_another_tpp.tpp = by_another_tpp.client_id = "PSDNL-DNB-33031431";
  Browser secure(journeys, Door::api);
  secure.open(by_another_tpp);
  secure.identify(lea);
  EXPECT_FALSE(redirect_of(secure.prove(right_code)).contains("code"));
  EXPECT_TRUE(redirect_of(browser.sign_in(claire)).contains("code"));
}

TEST_F(WrongCodes, while_locked_do_not_make_the_lock_longer) {
  fail(lea, 5);
  clock.advance(minutes(14));
  fail(lea, 4);
  clock.advance(minutes(1));
  EXPECT_TRUE(redirect_of(browser.sign_in(lea)).contains("code"));
}

TEST_F(WrongCodes, row_145_of_unknown_and_locked_customers_look_like_those_of_a_known_one) {
  fail(claire, 5);
  std::vector<std::vector<std::string>> screens;
  for (const std::string_view identifier : {lea, nobody, claire}) {
    Browser each(journeys);
    each.open();
    auto& shown = screens.emplace_back();
    shown.push_back(without_secrets(each.identify(identifier), each));
    for (int i = 0; i < 4; ++i) shown.push_back(without_secrets(each.prove(wrong_code), each));
    expect_denied(each.prove(wrong_code));
  }
  EXPECT_EQ(screens[1], screens[0]);
  EXPECT_EQ(screens[2], screens[0]);
}

TEST_F(WrongCodes, row_145_an_identifier_nobody_has_never_gets_in_and_always_shows_the_same_phone) {
  std::set<std::string> phones;
  for (int i = 0; i < 2; ++i) {
    Browser each(journeys);
    each.open();
    const Response page = each.identify(nobody);
    const auto at = page.body.find("06 ** ** ** ");
    ASSERT_NE(at, std::string::npos);
    phones.insert(page.body.substr(at, 14));
    EXPECT_TRUE(asks_for_code(each.prove(right_code)));
  }
  EXPECT_EQ(phones.size(), 1u);
}

TEST_F(WrongCodes, row_158_a_strange_identifier_is_like_an_unknown_one) {
  for (const std::string& identifier :
       {std::string(10'000, '9'), std::string("\xef\xbc\x99\xef\xbc\x99"),
        std::string("' OR '1'='1"), std::string("*)(uid=*"), std::string("\0", 1)}) {
    browser.open();
    EXPECT_TRUE(asks_for_code(browser.identify(identifier)));
    EXPECT_TRUE(asks_for_code(browser.prove(right_code)));
  }
}

TEST_F(WrongCodes, row_148_after_180_seconds_the_code_has_expired_and_does_not_count) {
  browser.open();
  browser.identify(lea);
  clock.advance(seconds(180));
  for (int i = 0; i < 6; ++i) {
    const Response page = browser.prove(right_code);
    EXPECT_TRUE(asks_for_code(page));
    EXPECT_TRUE(shows(page, "no longer valid"));
  }
  EXPECT_TRUE(redirect_of(browser.sign_in(lea)).contains("code"));
}

TEST_F(WrongCodes, row_148_just_before_180_seconds_the_code_is_good) {
  browser.open();
  browser.identify(lea);
  clock.advance(seconds(180) - std::chrono::milliseconds(1));
  EXPECT_TRUE(take_code(browser.prove(right_code)).has_value());
}

TEST_F(WrongCodes, row_159_fifty_from_one_source_hold_it_off_for_ten_minutes_and_lock_nobody_else) {
  Browser sprayer(journeys);
  for (int id = 0; id < 20; ++id) {
    sprayer.open();
    if (sprayer.refused({{"identifier", "88888888" + std::to_string(10 + id)}}) != Code::count_)
      break;
    for (int i = 0; i < 5; ++i)
      if (sprayer.refused({{"otp", "00000000"}}) == Code::page_source_limit) id = 20;
    if (id == 9) break;
  }
  sprayer.hidden.clear();
  Outcome<Response> page = refuse(Code::internal);
  message::Request get;
  get.peer = sprayer.peer;
  const auto begin = [&] {
    journeys.begin(get, paris(), {}, std::string(issuer), authorization(), "en",
                   [&](Outcome<Response> answer) { page = std::move(answer); });
  };
  begin();
  ASSERT_FALSE(page.has_value());
  EXPECT_EQ(page.error().code, Code::page_source_limit);
  get.peer = "192.0.2.77";
  begin();
  EXPECT_TRUE(page.has_value()) << "others are not held off";
  clock.advance(minutes(10));
  EXPECT_TRUE(take_code(sprayer.sign_in(lea)).has_value());
}

TEST_F(WrongCodes, row_159_a_source_held_off_counts_against_nobody) {
  Browser sprayer(journeys);
  for (int id = 0; id < 10; ++id) {
    sprayer.open();
    sprayer.identify("77777777" + std::to_string(10 + id));
    if (id == 9) {
      Browser last(journeys);  // opened before the fiftieth failure
      last.open();
      last.identify(lea);
      for (int i = 0; i < 5; ++i) sprayer.prove(wrong_code);
      for (int i = 0; i < 5; ++i)
        EXPECT_EQ(last.refused({{"otp", "00000000"}}), Code::page_source_limit);
      continue;
    }
    for (int i = 0; i < 5; ++i) sprayer.prove(wrong_code);
  }
  browser.peer = "192.0.2.9";
  EXPECT_TRUE(take_code(browser.sign_in(lea)).has_value());
}

/// A bank that answers when it is told to.
class SlowBank final : public bank::CoreBanking {
 public:
  explicit SlowBank(bank::EmbeddedBank& real) : real_(real) {}

  void customer_of(std::string establishment, std::string identifier, std::string user_number,
                   Completion<Customer> done) override {
    waiting_.push_back([=, this, done = std::move(done)]() mutable {
      real_.customer_of(establishment, identifier, user_number, std::move(done));
    });
  }
  void answer(std::size_t question) { waiting_.at(question)(); }

  void customer(std::string, std::string, Completion<Customer>) override { std::abort(); }
  void accounts(std::string, std::string, Completion<std::vector<Account>>) override {
    std::abort();
  }
  void balance(std::string, std::string, Iban, Completion<Balance>) override { std::abort(); }
  void transactions(std::string, std::string, Iban, HistoryWindow, Completion<Entries>) override {
    std::abort();
  }
  void transaction_details(std::string, std::string, Iban, std::string, HistoryWindow,
                           Completion<std::vector<std::string>>) override {
    std::abort();
  }
  void overdraft(std::string, std::string, Iban, Completion<Money>) override { std::abort(); }
  void identity(std::string, std::string, Completion<Identity>) override { std::abort(); }

 private:
  bank::EmbeddedBank& real_;
  std::vector<std::move_only_function<void()>> waiting_;
};

TEST_F(WrongCodes, count_for_the_customer_whoever_else_was_named_in_the_same_journey) {
  SlowBank slow(bank);
  Journeys slow_journeys(slow, proofs, books, clock, randomness, sandbox_pages());
  for (int round = 0; round < 5; ++round) {
    Browser attacker(slow_journeys);
    attacker.open();
    const auto at_start = attacker.cookies;
    auto& first = attacker.post({{"identifier", std::string(lea)}});
    auto& second = attacker.post({{"identifier", "nobody " + std::to_string(round)}});
    slow.answer(static_cast<std::size_t>(round));
    EXPECT_TRUE(asks_for_code(first->value()));
    EXPECT_TRUE(asks_for_code(second->value())) << "told what the first was told";
    attacker.prove(wrong_code);
  }
  Browser victim(slow_journeys);
  victim.open();
  auto& page = victim.post({{"identifier", std::string(lea)}});
  slow.answer(5);
  EXPECT_TRUE(asks_for_code(page->value()));
  EXPECT_FALSE(redirect_of(victim.prove(right_code)).contains("code"));  // locked
}

}  // namespace
}  // namespace guichet::sca
