// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <set>

#include "stores.hpp"

namespace guichet::store {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

template <class Store>
struct GrantBookPromise : ::testing::Test {
  Store store;
  GrantBook& grants = store.grants;
};
TYPED_TEST_SUITE(GrantBookPromise, AllStores);

TYPED_TEST(GrantBookPromise, a_code_is_given_out_as_it_was_kept) {
  ASSERT_TRUE(keep_code(this->grants, code_of(1)).has_value());
  const auto code = take_code(this->grants, 1);
  ASSERT_TRUE(code.has_value());
  EXPECT_EQ(code->code_hash, hash_of(1));
  EXPECT_EQ(code->key, lea());
  EXPECT_EQ(code->client_id, code_of(1).client_id);
  EXPECT_EQ(code->redirect_uri, code_of(1).redirect_uri);
  EXPECT_EQ(code->code_challenge, code_of(1).code_challenge);
  EXPECT_EQ(code->sca_at, noon);
  EXPECT_EQ(code->expires_at, noon + seconds(60));
}

TYPED_TEST(GrantBookPromise, a_code_without_a_challenge_comes_back_without_one) {
  AuthorizationCode plain = code_of(1);
  plain.code_challenge.reset();
  ASSERT_TRUE(keep_code(this->grants, plain).has_value());
  EXPECT_EQ(take_code(this->grants, 1)->code_challenge, std::nullopt);
}

TYPED_TEST(GrantBookPromise, an_unknown_code_is_refused) {
  EXPECT_EQ(take_code(this->grants, 1).error().code, Code::oauth_invalid_grant);
}

TYPED_TEST(GrantBookPromise, a_code_is_taken_once) {
  ASSERT_TRUE(keep_code(this->grants, code_of(1)).has_value());
  ASSERT_TRUE(take_code(this->grants, 1).has_value());
  EXPECT_EQ(take_code(this->grants, 1).error().code, Code::oauth_invalid_grant);
}

TYPED_TEST(GrantBookPromise, a_second_taking_kills_the_pair_that_the_code_gave) {  // row 107
  connect(this->grants, 1, 10);
  EXPECT_FALSE(take_code(this->grants, 1).has_value());
  EXPECT_EQ(recall(this->grants, 10).error().code, Code::invalid_token);
  EXPECT_EQ(renew(this->grants, 11, 20).error().code, Code::oauth_invalid_grant);
}

TYPED_TEST(GrantBookPromise, a_second_taking_kills_a_pair_that_was_renewed_meanwhile) {
  connect(this->grants, 1, 10);
  ASSERT_TRUE(renew(this->grants, 11, 20).has_value());
  EXPECT_FALSE(take_code(this->grants, 1).has_value());
  EXPECT_FALSE(is_live(this->grants, 20));
}

TYPED_TEST(GrantBookPromise, a_second_taking_spares_the_pair_of_a_later_authentication) {
  connect(this->grants, 1, 10);
  connect(this->grants, 2, 20);
  EXPECT_FALSE(take_code(this->grants, 1).has_value());
  EXPECT_TRUE(is_live(this->grants, 20));
}

TYPED_TEST(GrantBookPromise, a_code_taken_twice_before_its_pair_was_put_never_gives_one) {
  ASSERT_TRUE(keep_code(this->grants, code_of(1)).has_value());
  ASSERT_TRUE(take_code(this->grants, 1).has_value());
  EXPECT_FALSE(take_code(this->grants, 1).has_value());
  EXPECT_EQ(put_grant(this->grants, pair_of(10), 1).error().code, Code::oauth_invalid_grant);
  EXPECT_FALSE(is_live(this->grants, 10));
}

TYPED_TEST(GrantBookPromise, a_code_gives_one_pair_only) {
  connect(this->grants, 1, 10);
  EXPECT_EQ(put_grant(this->grants, pair_of(20), 1).error().code, Code::oauth_invalid_grant);
  EXPECT_TRUE(is_live(this->grants, 10));
  EXPECT_FALSE(is_live(this->grants, 20));
}

TYPED_TEST(GrantBookPromise, a_code_that_is_not_in_the_book_gives_no_pair) {
  EXPECT_EQ(put_grant(this->grants, pair_of(10), 1).error().code, Code::oauth_invalid_grant);
  EXPECT_FALSE(is_live(this->grants, 10));
}

TYPED_TEST(GrantBookPromise, a_code_that_nobody_took_gives_no_pair) {
  ASSERT_TRUE(keep_code(this->grants, code_of(1)).has_value());
  EXPECT_EQ(put_grant(this->grants, pair_of(10), 1).error().code, Code::oauth_invalid_grant);
}

TYPED_TEST(GrantBookPromise, a_code_is_good_until_just_before_sixty_seconds) {
  ASSERT_TRUE(keep_code(this->grants, code_of(1)).has_value());
  EXPECT_TRUE(take_code(this->grants, 1, noon + seconds(60) - milliseconds(1)).has_value());
}

TYPED_TEST(GrantBookPromise, a_code_is_refused_at_sixty_seconds) {  // row 106
  ASSERT_TRUE(keep_code(this->grants, code_of(1)).has_value());
  EXPECT_EQ(take_code(this->grants, 1, noon + seconds(60)).error().code, Code::oauth_invalid_grant);
}

TYPED_TEST(GrantBookPromise,
           a_code_shown_at_another_bank_is_refused_and_stays_good_at_its_own) {  // row 111
  ASSERT_TRUE(keep_code(this->grants, code_of(1)).has_value());
  EXPECT_EQ(take_code(this->grants, 1, noon, "13807").error().code, Code::oauth_invalid_grant);
  EXPECT_TRUE(take_code(this->grants, 1).has_value());
}

TYPED_TEST(GrantBookPromise,
           of_64_parallel_takings_one_at_most_succeeds_and_no_pair_is_left) {  // row 108
  ASSERT_TRUE(keep_code(this->grants, code_of(1)).has_value());
  std::atomic<int> taken = 0;
  in_parallel(64, [&](int number) {
    if (!take_code(this->grants, 1).has_value()) return;
    ++taken;
    const auto pair = static_cast<std::uint64_t>(100 + 2 * number);
    static_cast<void>(put_grant(this->grants, pair_of(pair), 1));
  });
  EXPECT_EQ(taken, 1);
  for (std::uint64_t number = 0; number < 64; ++number) {
    EXPECT_FALSE(is_live(this->grants, 100 + 2 * number));
    EXPECT_FALSE(renew(this->grants, 101 + 2 * number, 1000 + number).has_value());
  }
}

TYPED_TEST(GrantBookPromise, a_pair_is_recalled_as_it_was_put) {
  connect(this->grants, 1, 10);
  const auto pair = recall(this->grants, 10);
  ASSERT_TRUE(pair.has_value());
  EXPECT_EQ(pair->key, lea());
  EXPECT_EQ(pair->client_id, lea().tpp);
  EXPECT_EQ(pair->scope, "aisp");
  EXPECT_EQ(pair->access_hash, hash_of(10));
  EXPECT_EQ(pair->access_expires_at, noon + access_token_lifetime);
  EXPECT_EQ(pair->refresh_hash, hash_of(11));
  EXPECT_EQ(pair->sca_at, noon);
  EXPECT_EQ(pair->certificate_thumbprint, std::string(64, 'a'));
}

TYPED_TEST(GrantBookPromise, an_unknown_access_token_is_invalid) {
  EXPECT_EQ(recall(this->grants, 10).error().code, Code::invalid_token);
}

TYPED_TEST(GrantBookPromise, a_refresh_token_is_no_access_token) {
  connect(this->grants, 1, 10);
  EXPECT_EQ(recall(this->grants, 11).error().code, Code::invalid_token);
}

TYPED_TEST(GrantBookPromise, a_new_pair_of_the_key_kills_both_former_tokens) {  // row 135
  connect(this->grants, 1, 10);
  connect(this->grants, 2, 20);
  EXPECT_FALSE(is_live(this->grants, 10));
  EXPECT_EQ(renew(this->grants, 11, 30).error().code, Code::oauth_invalid_grant);
  EXPECT_TRUE(is_live(this->grants, 20));
}

TYPED_TEST(GrantBookPromise, pairs_of_other_keys_live_side_by_side) {
  const GrantKey others[] = {{"13807", "lea", lea().tpp, "aisp"},
                             {"17515", "tom", lea().tpp, "aisp"},
                             {"17515", "lea", "PSDFR-ACPR-99999", "aisp"},
                             {"17515", "lea", lea().tpp, "cbpii"}};
  connect(this->grants, 1, 10);
  std::uint64_t number = 20;
  for (const GrantKey& key : others) {
    connect(this->grants, number + 5, number, key);
    number += 10;
  }
  for (std::uint64_t access = 10; access < number; access += 10)
    EXPECT_TRUE(is_live(this->grants, access));
}

TYPED_TEST(GrantBookPromise, a_token_that_another_pair_has_is_refused_and_changes_nothing) {
  const GrantKey tom{"17515", "tom", lea().tpp, "aisp"};
  connect(this->grants, 1, 10);
  ASSERT_TRUE(keep_code(this->grants, code_of(2, tom)).has_value());
  ASSERT_TRUE(take_code(this->grants, 2).has_value());
  EXPECT_EQ(put_grant(this->grants, pair_of(10, tom), 2).error().code, Code::internal);
  EXPECT_EQ(recall(this->grants, 10)->key, lea());
  EXPECT_TRUE(put_grant(this->grants, pair_of(20, tom), 2).has_value());
}

TYPED_TEST(GrantBookPromise, a_code_that_is_kept_already_is_refused) {
  ASSERT_TRUE(keep_code(this->grants, code_of(1)).has_value());
  EXPECT_EQ(keep_code(this->grants, code_of(1)).error().code, Code::internal);
}

TYPED_TEST(GrantBookPromise,
           a_renewal_keeps_the_refresh_token_and_kills_the_old_access_token) {  // row 122
  connect(this->grants, 1, 10);
  const auto renewed = renew(this->grants, 11, 20, noon + seconds(100));
  ASSERT_TRUE(renewed.has_value());
  EXPECT_EQ(renewed->refresh_hash, hash_of(11));
  EXPECT_EQ(renewed->access_hash, hash_of(20));
  EXPECT_EQ(renewed->access_expires_at, noon + seconds(3700));
  EXPECT_EQ(renewed->certificate_thumbprint, std::string(64, 'b'));
  EXPECT_EQ(recall(this->grants, 10).error().code, Code::invalid_token);
  ASSERT_TRUE(is_live(this->grants, 20));
  EXPECT_EQ(recall(this->grants, 20)->access_expires_at, noon + seconds(3700));
  EXPECT_TRUE(renew(this->grants, 11, 30).has_value());
}

TYPED_TEST(GrantBookPromise, a_renewal_near_the_180_days_ends_with_them) {  // row 126
  connect(this->grants, 1, 10);
  const Instant end = noon + sca_validity;
  const auto renewed = renew(this->grants, 11, 20, end - seconds(10));
  ASSERT_TRUE(renewed.has_value());
  EXPECT_EQ(renewed->access_expires_at, end);
}

TYPED_TEST(GrantBookPromise, a_renewal_is_refused_from_180_days_on_to_the_millisecond) {
  connect(this->grants, 1, 10);
  const Instant end = noon + sca_validity;
  EXPECT_EQ(renew(this->grants, 11, 20, end).error().code, Code::oauth_invalid_grant);
  EXPECT_TRUE(renew(this->grants, 11, 20, end - milliseconds(1)).has_value());
}

TYPED_TEST(GrantBookPromise,
           a_renewal_by_another_client_or_at_another_bank_is_refused_and_harmless) {
  connect(this->grants, 1, 10);
  EXPECT_EQ(renew(this->grants, 11, 20, noon, "PSDFR-ACPR-99999").error().code,
            Code::oauth_invalid_grant);
  EXPECT_EQ(renew(this->grants, 11, 20, noon, lea().tpp, "13807").error().code,
            Code::oauth_invalid_grant);
  EXPECT_TRUE(is_live(this->grants, 10));
}

TYPED_TEST(GrantBookPromise, a_renewal_for_other_roles_is_refused_and_changes_nothing) {  // row 127
  connect(this->grants, 1, 10);
  using Roles = std::set<std::string>;
  for (const Roles& roles : {Roles{"cbpii"}, Roles{}}) {
    const auto renewed = renew(this->grants, 11, 20, noon, lea().tpp, "17515", roles);
    EXPECT_EQ(renewed.error().code, Code::oauth_invalid_scope);
    EXPECT_TRUE(is_live(this->grants, 10));
    EXPECT_FALSE(is_live(this->grants, 20));
  }
  EXPECT_TRUE(renew(this->grants, 11, 20, noon, lea().tpp, "17515", {"aisp"}).has_value());
}

TYPED_TEST(GrantBookPromise, of_50_parallel_renewals_exactly_one_access_token_lives) {  // row 123
  connect(this->grants, 1, 10);
  std::atomic<int> renewed = 0;
  in_parallel(50, [&](int number) {
    const auto access = static_cast<std::uint64_t>(100 + number);
    if (renew(this->grants, 11, access).has_value()) ++renewed;
  });
  EXPECT_EQ(renewed, 50);
  int live = is_live(this->grants, 10) ? 1 : 0;
  for (std::uint64_t access = 100; access < 150; ++access)
    live += is_live(this->grants, access) ? 1 : 0;
  EXPECT_EQ(live, 1);
}

TYPED_TEST(GrantBookPromise, a_pair_past_its_end_is_still_recalled) {
  Grant past = pair_of(10);
  past.access_expires_at = noon - std::chrono::years(1);
  ASSERT_TRUE(keep_code(this->grants, code_of(1)).has_value());
  ASSERT_TRUE(take_code(this->grants, 1).has_value());
  ASSERT_TRUE(put_grant(this->grants, past, 1).has_value());
  EXPECT_TRUE(is_live(this->grants, 10));
}

TYPED_TEST(GrantBookPromise, revoking_either_token_ends_both) {  // row 136
  for (const std::uint64_t revoked : {10U, 11U}) {
    connect(this->grants, revoked, 10);
    EXPECT_TRUE(revoke(this->grants, revoked).has_value());
    EXPECT_FALSE(is_live(this->grants, 10));
    EXPECT_EQ(renew(this->grants, 11, 20).error().code, Code::oauth_invalid_grant);
  }
}

TYPED_TEST(GrantBookPromise, revoking_an_unknown_or_anothers_token_does_nothing) {
  connect(this->grants, 1, 10);
  EXPECT_TRUE(revoke(this->grants, 99).has_value());
  EXPECT_TRUE(revoke(this->grants, 10, "PSDFR-ACPR-99999").has_value());
  EXPECT_TRUE(revoke(this->grants, 10, lea().tpp, "13807").has_value());
  EXPECT_TRUE(is_live(this->grants, 10));
}

TYPED_TEST(GrantBookPromise, the_pairs_of_a_customer_are_those_that_can_be_renewed) {
  const GrantKey by_another{"17515", "lea", "PSDFR-ACPR-9", "aisp"};
  const GrantKey of_funds{"17515", "lea", lea().tpp, "cbpii"};
  connect(this->grants, 1, 10);
  connect(this->grants, 2, 20, of_funds);
  connect(this->grants, 3, 30, by_another);
  connect(this->grants, 4, 40, {"17515", "tom", lea().tpp, "aisp"});
  connect(this->grants, 5, 50, {"13807", "lea", lea().tpp, "aisp"});
  const auto pairs = pairs_of(this->grants, "lea", noon + sca_validity - milliseconds(1));
  ASSERT_EQ(pairs.size(), 3U);
  EXPECT_EQ(pairs[0].key, lea());
  EXPECT_EQ(pairs[0].client_id, lea().tpp);
  EXPECT_EQ(pairs[0].scope, "aisp");
  EXPECT_EQ(pairs[0].sca_at, noon);
  EXPECT_EQ(pairs[1].key, of_funds);
  EXPECT_EQ(pairs[2].key, by_another);
  EXPECT_TRUE(pairs_of(this->grants, "lea", noon + sca_validity).empty());
  ASSERT_TRUE(revoke(this->grants, 10).has_value());
  EXPECT_EQ(pairs_of(this->grants, "lea").size(), 2U);
}

TYPED_TEST(GrantBookPromise, a_reset_ends_codes_and_pairs) {
  connect(this->grants, 1, 10);
  ASSERT_TRUE(keep_code(this->grants, code_of(2)).has_value());
  ASSERT_TRUE(is_live(this->grants, 10));
  this->store.reset(true);
  EXPECT_FALSE(is_live(this->grants, 10));
  EXPECT_FALSE(take_code(this->grants, 2).has_value());
  EXPECT_FALSE(renew(this->grants, 11, 20).has_value());
}

}  // namespace
}  // namespace guichet::store
