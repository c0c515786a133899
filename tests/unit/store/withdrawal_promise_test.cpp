// SPDX-License-Identifier: Apache-2.0
#include "stores.hpp"

namespace guichet::store {
namespace {

using std::chrono::minutes;

const ConsentKey leas{"17515", "lea", "PSDFR-ACPR-13807"};

Consent to_everything() { return {{"A", "B"}, {"A"}, {"B"}, true}; }

GrantKey key_of(std::string establishment, std::string psu, std::string tpp,
                std::string role = "aisp") {
  return {std::move(establishment), std::move(psu), std::move(tpp), std::move(role)};
}

template <class Store>
struct WithdrawalPromise : ::testing::Test {
  Store store;
  GrantBook& grants = store.grants;
  ConsentBook& consents = store.consents;
  Withdrawal& withdrawal = store.withdrawal;
};
TYPED_TEST_SUITE(WithdrawalPromise, AllStores);

TYPED_TEST(WithdrawalPromise, row_137_tokens_and_consent_end_together_and_at_once) {
  connect(this->grants, 1, 10);
  connect(this->grants, 2, 20, key_of("17515", "lea", leas.tpp, "cbpii"));
  ASSERT_TRUE(put_consent(this->consents, leas, to_everything()).has_value());
  ASSERT_TRUE(is_live(this->grants, 10) && is_live(this->grants, 20));  // now also in memory
  ASSERT_EQ(consent_now(this->consents, leas)->version, 1U);

  const auto left = withdraw_all(this->withdrawal, leas, std::nullopt, noon + minutes(1));
  EXPECT_EQ(left->version, 2U);
  EXPECT_EQ(left->at, noon + minutes(1));
  EXPECT_EQ(left->consent, Consent());
  EXPECT_EQ(recall(this->grants, 10).error().code, Code::invalid_token);
  EXPECT_EQ(recall(this->grants, 20).error().code, Code::invalid_token);
  EXPECT_EQ(renew(this->grants, 11, 30).error().code, Code::oauth_invalid_grant);
  EXPECT_EQ(consent_now(this->consents, leas)->version, 2U);
  EXPECT_EQ(consent_now(this->consents, leas)->consent, Consent());
  EXPECT_EQ(consents_ever(this->consents, leas)->size(), 2U);
}

TYPED_TEST(WithdrawalPromise, codes_give_nothing_any_more_one_that_is_being_exchanged_neither) {
  ASSERT_TRUE(keep_code(this->grants, code_of(1)).has_value());
  ASSERT_TRUE(keep_code(this->grants, code_of(2)).has_value());
  ASSERT_TRUE(take_code(this->grants, 2).has_value());
  ASSERT_TRUE(withdraw_all(this->withdrawal, leas).has_value());
  EXPECT_EQ(take_code(this->grants, 1).error().code, Code::oauth_invalid_grant);
  EXPECT_EQ(put_grant(this->grants, pair_of(10), 2).error().code, Code::oauth_invalid_grant);
  EXPECT_FALSE(is_live(this->grants, 10));
}

TYPED_TEST(WithdrawalPromise, nobody_else_loses_anything) {
  const GrantKey others[] = {key_of("13807", "lea", leas.tpp), key_of("17515", "tom", leas.tpp),
                             key_of("17515", "lea", "PSDFR-ACPR-9")};
  std::uint64_t number = 100;
  for (const GrantKey& other : others) {
    connect(this->grants, number, number + 1, other);
    ASSERT_TRUE(keep_code(this->grants, code_of(number + 3, other)).has_value());
    ASSERT_TRUE(
        put_consent(this->consents, {other.establishment, other.psu, other.tpp}, to_everything())
            .has_value());
    number += 10;
  }
  ASSERT_TRUE(withdraw_all(this->withdrawal, leas).has_value());
  number = 100;
  for (const GrantKey& other : others) {
    EXPECT_TRUE(is_live(this->grants, number + 1));
    EXPECT_TRUE(take_code(this->grants, number + 3, noon, other.establishment).has_value());
    EXPECT_EQ(consent_now(this->consents, {other.establishment, other.psu, other.tpp})->consent,
              to_everything());
    number += 10;
  }
}

TYPED_TEST(WithdrawalPromise, of_one_role_the_other_lives_on_and_only_aisp_has_the_consent) {
  connect(this->grants, 1, 10);
  connect(this->grants, 2, 20, key_of("17515", "lea", leas.tpp, "cbpii"));
  ASSERT_TRUE(put_consent(this->consents, leas, to_everything()).has_value());
  EXPECT_EQ(withdraw_all(this->withdrawal, leas, "cbpii")->version, 1U);
  EXPECT_TRUE(is_live(this->grants, 10));
  EXPECT_FALSE(is_live(this->grants, 20));
  EXPECT_EQ(consent_now(this->consents, leas)->consent, to_everything());
  connect(this->grants, 3, 30, key_of("17515", "lea", leas.tpp, "cbpii"));
  EXPECT_EQ(withdraw_all(this->withdrawal, leas, "aisp")->consent, Consent());
  EXPECT_FALSE(is_live(this->grants, 10));
  EXPECT_TRUE(is_live(this->grants, 30));
}

TYPED_TEST(WithdrawalPromise, a_second_one_adds_nothing_and_neither_does_one_where_nothing_was) {
  EXPECT_EQ(withdraw_all(this->withdrawal, leas)->version, 0U);
  EXPECT_EQ(withdraw_part(this->withdrawal, leas, ConsentPart::identity)->version, 0U);
  EXPECT_TRUE(consents_ever(this->consents, leas)->empty());
  ASSERT_TRUE(put_consent(this->consents, leas, to_everything()).has_value());
  EXPECT_EQ(withdraw_all(this->withdrawal, leas)->version, 2U);
  EXPECT_EQ(withdraw_all(this->withdrawal, leas)->version, 2U);
  EXPECT_EQ(withdraw_part(this->withdrawal, leas, ConsentPart::balances)->version, 2U);
  EXPECT_EQ(consents_ever(this->consents, leas)->size(), 2U);
}

TYPED_TEST(WithdrawalPromise, a_part_that_is_taken_back_leaves_the_others_and_the_tokens) {
  connect(this->grants, 1, 10);
  ASSERT_TRUE(put_consent(this->consents, leas, to_everything()).has_value());
  Consent left = to_everything();
  std::uint64_t version = 1;
  for (const ConsentPart part : {ConsentPart::transactions, ConsentPart::identity,
                                 ConsentPart::balances, ConsentPart::overdrafts}) {
    left = without(left, part);
    const auto in_force = withdraw_part(this->withdrawal, leas, part, noon + minutes(version));
    EXPECT_EQ(in_force->version, ++version);
    EXPECT_EQ(in_force->consent, left);
    EXPECT_EQ(consent_now(this->consents, leas)->consent, left);
    EXPECT_EQ(consents_ever(this->consents, leas)->back().consent, left);
  }
  EXPECT_EQ(left, Consent());
  EXPECT_TRUE(is_live(this->grants, 10));
}

TYPED_TEST(WithdrawalPromise, a_consent_is_recorded_only_under_a_living_pair_of_its_customer) {
  connect(this->grants, 1, 10);
  connect(this->grants, 2, 20, key_of("17515", "tom", leas.tpp));
  EXPECT_EQ(put_consent_under(this->consents, 21, leas, to_everything()).error().code,
            Code::invalid_token)
      << "another customer's pair";
  EXPECT_EQ(put_consent_under(this->consents, 11, {"17515", "lea", "PSDFR-ACPR-9"}, to_everything())
                .error()
                .code,
            Code::invalid_token)
      << "another TPP's pair";
  EXPECT_EQ(put_consent_under(this->consents, 99, leas, to_everything()).error().code,
            Code::invalid_token);
  EXPECT_TRUE(consents_ever(this->consents, leas)->empty());
  EXPECT_EQ(put_consent_under(this->consents, 11, leas, to_everything())->version, 1U);
  ASSERT_TRUE(renew(this->grants, 11, 30).has_value());
  EXPECT_EQ(put_consent_under(this->consents, 11, leas, to_everything())->version, 2U)
      << "a pair that was renewed is the same pair";
  ASSERT_TRUE(revoke(this->grants, 30).has_value());
  EXPECT_EQ(put_consent_under(this->consents, 11, leas, to_everything()).error().code,
            Code::invalid_token);
  connect(this->grants, 3, 40);
  EXPECT_EQ(put_consent_under(this->consents, 11, leas, to_everything()).error().code,
            Code::invalid_token)
      << "a pair that came later is another one";
}

TYPED_TEST(WithdrawalPromise, row_179_of_a_consent_and_a_withdrawal_at_once_nothing_is_left) {
  for (std::uint64_t round = 0; round < 200; ++round) {
    const std::uint64_t number = 1'000 + 10 * round;
    connect(this->grants, number, number + 1);
    Outcome<ConsentVersion> put;
    in_parallel(2, [&](int who) {
      if (who == 0)
        put = put_consent_under(this->consents, number + 2, leas, to_everything());
      else
        EXPECT_TRUE(withdraw_all(this->withdrawal, leas).has_value());
    });
    if (!put) {
      EXPECT_EQ(put.error().code, Code::invalid_token);
    }
    EXPECT_EQ(consent_now(this->consents, leas)->consent, Consent());
    EXPECT_FALSE(is_live(this->grants, number + 1));
  }
}

TYPED_TEST(WithdrawalPromise, a_part_taken_back_while_the_tpp_sends_consents_loses_none_of_them) {
  constexpr int rounds = 200;
  in_parallel(2, [&](int who) {
    for (int round = 0; round < rounds; ++round) {
      if (who == 0) {
        const Consent sent{{"FR" + std::to_string(round)}, {std::to_string(round)}, {}, false};
        EXPECT_TRUE(put_consent(this->consents, leas, sent).has_value());
      } else {
        EXPECT_TRUE(withdraw_part(this->withdrawal, leas, ConsentPart::balances).has_value());
      }
    }
  });
  int sent = 0;
  const auto versions = consents_ever(this->consents, leas).value();
  Consent former;
  for (const ConsentVersion& version : versions) {
    if (version.consent.balances.empty()) {
      EXPECT_EQ(version.consent, without(former, ConsentPart::balances));
    } else {
      EXPECT_EQ(*version.consent.transactions.begin(), std::to_string(sent++));
    }
    former = version.consent;
  }
  EXPECT_EQ(sent, rounds);
  EXPECT_EQ(consent_now(this->consents, leas)->consent, former);
}

}  // namespace
}  // namespace guichet::store
