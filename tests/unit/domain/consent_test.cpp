// SPDX-License-Identifier: Apache-2.0
#include "domain/consent.hpp"

#include <gtest/gtest.h>

namespace guichet {
namespace {

TEST(Consent, starts_empty) {
  const Consent consent;
  EXPECT_FALSE(consent.names_an_account());
  EXPECT_FALSE(consent.psu_identity);
}

TEST(Consent, to_the_identity_alone_names_no_account) {
  Consent consent;
  consent.psu_identity = true;
  EXPECT_FALSE(consent.names_an_account());
}

TEST(Consent, names_an_account_of_any_of_its_lists) {
  const Consent by_balances{{"FR76"}, {}, {}};
  const Consent by_transactions{{}, {"FR76"}, {}};
  const Consent by_overdrafts{{}, {}, {"FR76"}};
  for (const Consent* consent : {&by_balances, &by_transactions, &by_overdrafts}) {
    EXPECT_TRUE(consent->names_an_account());
    EXPECT_TRUE(consent->names("FR76"));
    EXPECT_FALSE(consent->names("FR77"));
  }
}

TEST(Consent, without_a_part_keeps_the_others) {
  const Consent all{{"B"}, {"T"}, {"O"}, true};
  EXPECT_EQ(without(all, ConsentPart::balances), (Consent{{}, {"T"}, {"O"}, true}));
  EXPECT_EQ(without(all, ConsentPart::transactions), (Consent{{"B"}, {}, {"O"}, true}));
  EXPECT_EQ(without(all, ConsentPart::overdrafts), (Consent{{"B"}, {"T"}, {}, true}));
  EXPECT_EQ(without(all, ConsentPart::identity), (Consent{{"B"}, {"T"}, {"O"}, false}));
}

TEST(Consent, is_empty_only_without_accounts_and_without_the_identity) {
  EXPECT_TRUE(Consent().is_empty());
  EXPECT_FALSE((Consent{{}, {}, {}, true}).is_empty());
  EXPECT_FALSE((Consent{{}, {}, {"O"}, false}).is_empty());
}

TEST(Consent, keeps_the_kinds_of_data_apart) {
  Consent consent;
  consent.balances = {"B"};
  consent.transactions = {"T"};
  consent.overdrafts = {"O"};
  EXPECT_EQ(ibans_for(consent, DataKind::balances), consent.balances);
  EXPECT_EQ(ibans_for(consent, DataKind::transactions), consent.transactions);
  EXPECT_EQ(ibans_for(consent, DataKind::overdrafts), consent.overdrafts);
}

TEST(Consent, differs_by_what_one_has_and_the_other_has_not) {
  Consent before;
  before.balances = {"A", "B"};
  before.transactions = {"A"};
  before.psu_identity = true;
  Consent after;
  after.balances = {"B", "C"};
  after.overdrafts = {"A"};
  Consent added;
  added.balances = {"C"};
  added.overdrafts = {"A"};
  Consent removed;
  removed.balances = {"A"};
  removed.transactions = {"A"};
  removed.psu_identity = true;
  EXPECT_EQ(difference(after, before), added);
  EXPECT_EQ(difference(before, after), removed);
  EXPECT_TRUE(difference(before, before).is_empty());
}

TEST(ConsentAuthor, has_a_word_that_leads_back_to_it) {
  for (const ConsentAuthor author :
       {ConsentAuthor::unknown, ConsentAuthor::tpp, ConsentAuthor::customer, ConsentAuthor::bank})
    EXPECT_EQ(consent_author_of(word_of(author)), author);
  EXPECT_EQ(word_of(ConsentAuthor::customer), "customer");
  EXPECT_EQ(consent_author_of("somebody"), ConsentAuthor::unknown);
}

}  // namespace
}  // namespace guichet
