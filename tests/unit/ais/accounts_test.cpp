// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

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
  for (int number = 0; number < 501; ++number) {
    for (int check = 2; check <= 98; ++check) {
      char text[64];
      std::snprintf(text, sizeof text, "FR%02d1751590000%011d00", check, number);
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
  balances(at.desk, at.visit(consent_to(foreign_iban)), "175150009204004305180", answer.take());
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
