// SPDX-License-Identifier: Apache-2.0
#include "domain/account.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace guichet {
namespace {

Iban iban_of(const char* text) { return Iban::parse(text).value(); }

const Iban private_account = iban_of("FR7617515000920400430518020");  // account number 04...
const Iban trade_account = iban_of("FR7617515900000800358074006");    // account number 08...
const Iban german_account = iban_of("DE89370400440532013000");

Customer customer(Segment segment, std::optional<Subscription> own = {}) {
  Customer made;
  made.segment = segment;
  made.own_subscription = own;
  return made;
}

TEST(EligibleAccount, is_an_active_payment_account_in_euro_that_can_be_reached_online) {
  EXPECT_TRUE(is_eligible(Account{private_account, "CPT", "Mme"}));
}

TEST(EligibleAccount, is_none_with_one_thing_wrong) {
  const std::vector<std::function<void(Account&)>> faults{
      [](Account& account) { account.kind = AccountKind::savings; },
      [](Account& account) { account.currency = Currency::usd; },
      [](Account& account) { account.state = AccountState::closed; },
      [](Account& account) { account.state = AccountState::not_open_yet; },
      [](Account& account) { account.blocked = true; },
      [](Account& account) { account.seized = true; },
      [](Account& account) { account.reachable_online = false; }};
  for (std::size_t number = 0; number < faults.size(); ++number) {
    Account account{private_account, "CPT", "Mme"};
    faults[number](account);
    EXPECT_FALSE(is_eligible(account)) << number;
  }
}

TEST(ReachesOnline, a_private_customer_reaches_accounts_that_begin_with_04) {
  for (const Subscription subscription : {Subscription::dei_part, Subscription::dei_pro}) {
    EXPECT_TRUE(reaches_online(customer(Segment::part, subscription), private_account));
    EXPECT_FALSE(reaches_online(customer(Segment::part, subscription), trade_account));
  }
}

TEST(ReachesOnline, a_sole_trader_and_a_small_professional_reach_04_and_08) {
  Customer claire = customer(Segment::part);
  claire.sole_trader = true;
  for (const Customer& who : {claire, customer(Segment::pro)}) {
    EXPECT_TRUE(reaches_online(who, private_account));
    EXPECT_TRUE(reaches_online(who, trade_account));
  }
}

TEST(ReachesOnline, ce_net_reaches_accounts_that_begin_with_08_whoever_has_it) {
  for (const Customer& who : {customer(Segment::ent), customer(Segment::assoc),
                              customer(Segment::pro, Subscription::ce_net)}) {
    EXPECT_FALSE(reaches_online(who, private_account));
    EXPECT_TRUE(reaches_online(who, trade_account));
  }
}

TEST(ReachesOnline, a_minor_is_covered_while_somebody_represents_him) {
  Customer zoe = customer(Segment::part);
  zoe.minor = true;
  EXPECT_FALSE(reaches_online(zoe, private_account));
  zoe.legal_representative = "P1";
  EXPECT_TRUE(reaches_online(zoe, private_account));
}

TEST(ReachesOnline, the_guardian_of_a_protected_adult_reaches_nothing) {
  const Customer guardian = customer(Segment::part, Subscription::web_protexion);
  EXPECT_FALSE(reaches_online(guardian, private_account));
  EXPECT_FALSE(reaches_online(guardian, trade_account));
}

TEST(ReachesOnline, an_account_elsewhere_is_nobodys) {
  for (const Segment segment : {Segment::part, Segment::pro, Segment::ent, Segment::assoc})
    EXPECT_FALSE(reaches_online(customer(segment), german_account));
}

TEST(Subscription, decides_the_depth_whatever_the_segment) {  // ruling 1
  EXPECT_EQ(history_depth_days(customer(Segment::pro).subscription()), 62);
  EXPECT_EQ(history_depth_days(customer(Segment::pro, Subscription::ce_net).subscription()), 90);
  EXPECT_EQ(history_depth_days(customer(Segment::ent).subscription()), 90);
  EXPECT_EQ(history_depth_days(customer(Segment::assoc).subscription()), 90);
}

TEST(BankTransactionCodes, are_for_professionals_and_legal_persons) {
  EXPECT_FALSE(has_bank_transaction_codes(Segment::part));
  for (const Segment segment : {Segment::pro, Segment::ent, Segment::assoc})
    EXPECT_TRUE(has_bank_transaction_codes(segment));
}

}  // namespace
}  // namespace guichet
