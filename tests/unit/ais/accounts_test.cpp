// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <limits>

#include "bank_desk.hpp"

namespace guichet::ais {
namespace {

using AccountsAnswer = Answer<std::vector<Account>>;

TEST(Accounts, every_eligible_account_is_listed_in_the_banks_order) {
  BankDesk at;
  AccountsAnswer answer;
  accounts(at.desk, at.visit(Consent()), answer.take());
  ASSERT_TRUE(answer.granted());
  ASSERT_EQ(answer.value().size(), 3u);
  EXPECT_EQ(answer.value()[0].iban.text(), main_iban);
  EXPECT_EQ(answer.value()[1].iban.text(), second_iban);
  EXPECT_EQ(answer.value()[2].iban.text(), joint_iban);
}

TEST(Accounts, without_any_eligible_account_the_answer_is_naac) {  // ruling 6
  BankDesk at;
  for (const char* psu : {"blocked", "nobody"}) {
    Visit visit = at.visit(Consent());
    visit.psu = psu;
    AccountsAnswer answer;
    accounts(at.desk, visit, answer.take());
    EXPECT_TRUE(answer.refused_with(Code::no_eligible_account)) << psu;
  }
}

TEST(Accounts, five_hundred_accounts_are_listed_and_no_more) {  // row 209
  bank::BankTables tables;
  bank::CustomerRow customer;
  customer.establishment = bank_code;
  customer.customer.psu = "customer";
  customer.customer.segment = Segment::ent;
  for (int number = 0; number < 501; ++number) {
    for (int check = 2; check <= 98; ++check) {
      char text[64];
      std::snprintf(text, sizeof text, "FR%02d175159000008%09d00", check, number);
      const auto iban = Iban::parse(text);
      if (!iban) continue;
      customer.accounts.push_back(*iban);
      tables.accounts.push_back({std::string(bank_code), Account{*iban, "N", "H"}, {}, {}, {}});
      break;
    }
  }
  tables.customers.push_back(customer);
  ASSERT_EQ(customer.accounts.size(), 501u);
  BankDesk at(std::move(tables));
  AccountsAnswer answer;
  accounts(at.desk, at.visit(Consent()), answer.take());
  ASSERT_TRUE(answer.granted());
  EXPECT_EQ(answer.value().size(), 500u);
  EXPECT_EQ(answer.value().back().iban, customer.accounts[499]);
  ASSERT_EQ(at.bell.rung.size(), 1u);
  EXPECT_NE(at.bell.rung[0].find("501 eligible accounts"), std::string::npos);
}

TEST(Accounts, with_five_hundred_nobody_is_rung_for) {  // row 209
  BankDesk at;
  AccountsAnswer answer;
  accounts(at.desk, at.visit(Consent()), answer.take());
  EXPECT_TRUE(answer.granted());
  EXPECT_TRUE(at.bell.rung.empty());
}

/// What a batch call for balances, overdrafts and transactions comes to when core banking says
/// `amount` of the main account.
struct NonsenseAnswers {
  explicit NonsenseAnswers(Money amount) {
    bank::BankTables tables = small_bank();
    tables.accounts[0].balance.amount = amount;
    tables.accounts[0].overdraft = amount;
    tables.accounts[0].entries[2].amount = amount;
    at.bank.replace(std::move(tables));
    const Visit batch = at.visit(consent_to(main_iban), true);
    ais::balances(at.desk, batch, main_id, balance.take());
    ais::overdrafts(at.desk, batch, main_id, overdraft.take());
    ais::transactions(at.desk, batch, main_id, {}, entries.take());
  }
  /// How many more batch calls for the balance are granted today, once core banking is well.
  int calls_left() {
    at.bank.replace(small_bank());
    int granted = 0;
    for (int call = 0; call < 5; ++call) {
      Answer<AccountBalance> answer;
      ais::balances(at.desk, at.visit(consent_to(main_iban), true), main_id, answer.take());
      granted += answer.granted() ? 1 : 0;
    }
    return granted;
  }
  BankDesk at;
  Answer<AccountBalance> balance;
  Answer<AccountOverdraft> overdraft;
  Answer<AccountTransactions> entries;
};

TEST(Nonsense, another_currency_or_too_many_digits_are_refused_rung_for_and_not_counted) {
  // row 211
  for (const Money amount : {Money{100, Currency::usd}, Money{1'000'000'000'000'000'000},
                             Money{std::numeric_limits<std::int64_t>::min()}}) {
    NonsenseAnswers answers(amount);
    EXPECT_TRUE(answers.balance.refused_with(Code::bank_unavailable));
    EXPECT_TRUE(answers.overdraft.refused_with(Code::bank_unavailable));
    EXPECT_TRUE(answers.entries.refused_with(Code::bank_unavailable));
    EXPECT_EQ(answers.at.bell.rung.size(), 3u);
    for (const std::string& sentence : answers.at.bell.rung) {
      EXPECT_NE(sentence.find("FR..4026"), std::string::npos) << sentence;
      EXPECT_EQ(sentence.find(main_iban), std::string::npos) << sentence;
    }
    EXPECT_EQ(answers.calls_left(), 4);
  }
  NonsenseAnswers sound(Money{100});
  EXPECT_TRUE(sound.balance.granted());
  EXPECT_TRUE(sound.at.bell.rung.empty());
  EXPECT_EQ(sound.calls_left(), 3);
}

TEST(ConsentedAccount, unknown_foreign_and_never_consented_look_the_same) {  // row 185
  const Consent consent = consent_to(main_iban);
  for (const char* id :
       {"038-CPT30014684067", "175150009204004305180", "175159000008003580740", "", "17515"}) {
    const auto account = consented_account(consent, id, DataKind::balances);
    ASSERT_FALSE(account.has_value()) << id;
    EXPECT_EQ(account.error().code, Code::account_unknown) << id;
    EXPECT_EQ(account.error().said, "") << id;
  }
}

TEST(ConsentedAccount, an_account_in_another_list_is_a_missing_consent) {  // row 186
  const Consent consent{{}, {main_iban}, {}, false};
  EXPECT_TRUE(consented_account(consent, main_id, DataKind::transactions).has_value());
  for (DataKind kind : {DataKind::balances, DataKind::overdrafts})
    EXPECT_EQ(consented_account(consent, main_id, kind).error().code, Code::consent_missing);
}

TEST(Balances, the_booked_balance_of_a_consented_account_is_given) {  // AT-14
  BankDesk at;
  Answer<AccountBalance> answer;
  balances(at.desk, at.visit(consent_to(main_iban)), main_id, answer.take());
  ASSERT_TRUE(answer.granted());
  EXPECT_EQ(answer.value().iban.text(), main_iban);
  EXPECT_EQ(answer.value().balance.amount, Money{-15000});
}

TEST(Balances, an_account_consented_earlier_and_no_longer_eligible_is_unknown) {
  BankDesk at;
  Answer<AccountBalance> answer;
  balances(at.desk, at.visit(consent_to(blocked_iban)), "175150009204408787908", answer.take());
  EXPECT_TRUE(answer.refused_with(Code::account_unknown));
}

TEST(Balances, an_account_given_away_since_is_unknown) {
  BankDesk at;
  Answer<AccountBalance> answer;
  balances(at.desk, at.visit(consent_to(foreign_iban)), foreign_id, answer.take());
  EXPECT_TRUE(answer.refused_with(Code::account_unknown));
}

TEST(Balances, two_banks_with_the_same_customer_and_iban_are_never_joined) {  // row 293
  BankDesk at;
  Visit visit = at.visit(consent_to(main_iban));
  visit.establishment = other_bank_code;
  Answer<AccountBalance> answer;
  balances(at.desk, visit, main_id, answer.take());
  ASSERT_TRUE(answer.granted());
  EXPECT_EQ(answer.value().balance.amount, Money{777});
}

TEST(Overdrafts, the_agreed_overdraft_needs_its_own_consent) {  // AT-29
  BankDesk at;
  Answer<AccountOverdraft> granted;
  overdrafts(at.desk, at.visit(consent_to(main_iban)), main_id, granted.take());
  ASSERT_TRUE(granted.granted());
  EXPECT_EQ(granted.value().allowed, Money{50000});
  Answer<AccountOverdraft> refused;
  overdrafts(at.desk, at.visit(Consent{{main_iban}, {main_iban}, {}, true}), main_id,
             refused.take());
  EXPECT_TRUE(refused.refused_with(Code::consent_missing));
}

TEST(EndUserIdentity, it_is_given_only_with_the_consent_to_it) {  // AT-27, row 208
  BankDesk at;
  Answer<Identity> granted;
  end_user_identity(at.desk, at.visit(Consent{{}, {}, {}, true}), granted.take());
  ASSERT_TRUE(granted.granted());
  EXPECT_EQ(granted.value().full_name, "Mme customer");
  Answer<Identity> refused;
  end_user_identity(at.desk, at.visit(Consent{{main_iban}, {}, {}, false}), refused.take());
  EXPECT_TRUE(refused.refused_with(Code::consent_missing));
}

TEST(EndUserIdentity, somebody_who_is_no_customer_any_more_has_no_account) {
  BankDesk at;
  Visit visit = at.visit(Consent{{}, {}, {}, true});
  visit.psu = "nobody";
  Answer<Identity> answer;
  end_user_identity(at.desk, visit, answer.take());
  EXPECT_TRUE(answer.refused_with(Code::no_eligible_account));
}

}  // namespace
}  // namespace guichet::ais
