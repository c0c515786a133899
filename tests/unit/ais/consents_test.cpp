// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "bank_desk.hpp"

namespace guichet::ais {
namespace {

using ConsentAnswer = Answer<ConsentVersion>;

ConsentVersion in_force(BankDesk& at) {
  Answer<std::shared_ptr<const ConsentVersion>> answer;
  at.store.consents().current(ConsentKey(std::string(bank_code), "customer", "PSDFR-ACPR-13807"),
                              answer.take());
  return *answer.value();
}

TEST(PutConsents, a_consent_to_eligible_accounts_is_recorded) {  // AT-11
  BankDesk at;
  ConsentAnswer answer;
  const Consent wanted{{main_iban, second_iban}, {main_iban}, {joint_iban}, true};
  put_consents(at.desk, at.visit(Consent()), wanted, answer.take());
  ASSERT_TRUE(answer.granted());
  EXPECT_EQ(answer.value().version, 1u);
  EXPECT_EQ(in_force(at).consent, wanted);
  EXPECT_EQ(in_force(at).at, BankDesk::start);
}

TEST(PutConsents, each_consent_replaces_the_one_before_as_a_whole) {
  BankDesk at;
  ConsentAnswer first;
  put_consents(at.desk, at.visit(Consent()), consent_to(main_iban), first.take());
  ConsentAnswer second;
  put_consents(at.desk, at.visit(consent_to(main_iban)), Consent{{second_iban}, {}, {}, false},
               second.take());
  ASSERT_TRUE(second.granted());
  EXPECT_EQ(in_force(at).version, 2u);
  EXPECT_EQ(in_force(at).consent, (Consent{{second_iban}, {}, {}, false}));
}

TEST(PutConsents,
     foreign_unheard_of_and_blocked_accounts_get_one_and_the_same_refusal) {  // rows 162, 164
  BankDesk at;
  ConsentAnswer earlier;
  put_consents(at.desk, at.visit(Consent()), consent_to(main_iban), earlier.take());
  for (const std::string& bad : {foreign_iban, unheard_iban, blocked_iban}) {
    for (const Consent& wanted :
         {Consent{{main_iban, bad}, {}, {}, false}, Consent{{}, {bad}, {}, false},
          Consent{{main_iban}, {main_iban}, {bad}, true}}) {
      ConsentAnswer answer;
      put_consents(at.desk, at.visit(Consent()), wanted, answer.take());
      ASSERT_TRUE(answer.refused_with(Code::consent_refused)) << bad;
      EXPECT_EQ(answer.got->error().said, "") << bad;
    }
  }
  EXPECT_EQ(in_force(at).version, 1u) << "nothing was recorded";
}

TEST(PutConsents, row_293_the_same_customer_and_iban_at_two_banks_are_never_joined) {
  BankDesk at;
  ConsentAnswer here;
  put_consents(at.desk, at.visit(Consent()), consent_to(main_iban), here.take());
  ASSERT_TRUE(here.granted());
  Visit there = at.visit(Consent());
  there.establishment = other_bank_code;
  ConsentAnswer under_foreign_pair;
  put_consents(at.desk, there, Consent{{main_iban}, {}, {}, false}, under_foreign_pair.take());
  EXPECT_TRUE(under_foreign_pair.refused_with(Code::invalid_token));
  ConsentAnswer not_an_account_there;
  put_consents(at.desk, there, consent_to(second_iban), not_an_account_there.take());
  EXPECT_TRUE(not_an_account_there.refused_with(Code::consent_refused));
  EXPECT_EQ(in_force(at).consent, consent_to(main_iban));
  EXPECT_EQ(in_force(at).version, 1u);

  Visit reading_there = at.visit(consent_to(main_iban));
  reading_there.establishment = other_bank_code;
  Answer<AccountBalance> own;
  Answer<AccountBalance> others;
  balances(at.desk, at.visit(consent_to(main_iban)), main_id, own.take());
  balances(at.desk, reading_there, main_id, others.take());
  ASSERT_TRUE(own.granted() && others.granted());
  EXPECT_EQ(own.value().balance.amount, Money{-15000});
  EXPECT_EQ(others.value().balance.amount, Money{777});
}

TEST(PutConsents, the_consent_of_one_holder_gives_the_other_nothing) {  // row 184
  BankDesk at;
  ConsentAnswer answer;
  put_consents(at.desk, at.visit(Consent()), consent_to(joint_iban), answer.take());
  ASSERT_TRUE(answer.granted());
  Answer<std::shared_ptr<const ConsentVersion>> other;
  at.store.consents().current(ConsentKey(std::string(bank_code), "co-holder", "PSDFR-ACPR-13807"),
                              other.take());
  EXPECT_EQ(other.value()->version, 0u);
}

TEST(PutConsents, taking_everything_back_works_while_core_banking_is_away) {  // row 171
  BankDesk at;
  ConsentAnswer earlier;
  put_consents(at.desk, at.visit(Consent()), consent_to(main_iban), earlier.take());
  at.bank.set_fault(true);
  ConsentAnswer more;
  put_consents(at.desk, at.visit(consent_to(main_iban)), consent_to(second_iban), more.take());
  EXPECT_TRUE(more.refused_with(Code::bank_unavailable));
  ConsentAnswer back;
  put_consents(at.desk, at.visit(consent_to(main_iban)), Consent(), back.take());
  EXPECT_TRUE(back.granted());
  EXPECT_EQ(in_force(at).consent, Consent());
}

TEST(PutConsents, it_is_not_counted) {
  BankDesk at;
  for (int call = 1; call <= 6; ++call) {
    ConsentAnswer answer;
    put_consents(at.desk, at.visit(Consent(), true), consent_to(main_iban), answer.take());
    EXPECT_TRUE(answer.granted()) << call;
  }
}

}  // namespace
}  // namespace guichet::ais
