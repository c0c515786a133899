// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <atomic>

#include "stores.hpp"

namespace guichet::store {
namespace {

using namespace std::chrono_literals;

constexpr ParisDay monday = 2026y / std::chrono::November / 23;
constexpr ParisDay tuesday = 2026y / std::chrono::November / 24;
const QuotaKey balances{"17515", "PSDFR-ACPR-13807", "lea", "FR7617515000920400085945890",
                        "balances"};

template <class Store>
struct QuotaBookPromise : ::testing::Test {
  Store store;
  QuotaBook& quota = store.quota;

  int units_left(const QuotaKey& key, ParisDay day) {
    int units = 0;
    while (take_unit(quota, key, day).has_value()) ++units;
    return units;
  }
};
TYPED_TEST_SUITE(QuotaBookPromise, AllStores);

TYPED_TEST(QuotaBookPromise, four_units_are_numbered_from_1_and_a_fifth_is_refused) {  // row 212
  for (int number = 1; number <= 4; ++number)
    EXPECT_EQ(take_unit(this->quota, balances, monday)->number, number);
  EXPECT_EQ(take_unit(this->quota, balances, monday).error().code, Code::quota_used_up);
  EXPECT_EQ(take_unit(this->quota, balances, monday).error().code, Code::quota_used_up);
}

TYPED_TEST(QuotaBookPromise, another_day_has_its_own_four) {
  EXPECT_EQ(this->units_left(balances, monday), 4);
  EXPECT_EQ(this->units_left(balances, tuesday), 4);
  EXPECT_EQ(this->units_left(balances, monday), 0);
}

TYPED_TEST(QuotaBookPromise, each_part_of_the_key_counts_on_its_own) {
  std::array<QuotaKey, 6> keys;
  keys.fill(balances);
  keys[1].establishment = "13807";
  keys[2].tpp = "PSDFR-ACPR-99999";
  keys[3].psu = "tom";
  keys[4].subject = "*";
  keys[5].method = "transactions";
  for (const QuotaKey& key : keys) EXPECT_EQ(this->units_left(key, monday), 4);
}

TYPED_TEST(QuotaBookPromise, a_refunded_unit_can_be_taken_again) {
  EXPECT_EQ(this->units_left(balances, monday), 4);
  ASSERT_TRUE(refund_unit(this->quota, balances, monday).has_value());
  EXPECT_EQ(take_unit(this->quota, balances, monday)->number, 4);
  EXPECT_FALSE(take_unit(this->quota, balances, monday).has_value());
}

TYPED_TEST(QuotaBookPromise, a_refund_counts_on_its_own_day) {
  EXPECT_EQ(this->units_left(balances, monday), 4);
  EXPECT_EQ(this->units_left(balances, tuesday), 4);
  ASSERT_TRUE(refund_unit(this->quota, balances, monday).has_value());
  EXPECT_EQ(this->units_left(balances, tuesday), 0);
  EXPECT_EQ(this->units_left(balances, monday), 1);
}

TYPED_TEST(QuotaBookPromise, refunds_without_a_unit_give_none) {
  ASSERT_TRUE(take_unit(this->quota, balances, monday).has_value());
  for (int round = 0; round < 3; ++round)
    ASSERT_TRUE(refund_unit(this->quota, balances, monday).has_value());
  EXPECT_EQ(this->units_left(balances, monday), 4);
}

TYPED_TEST(QuotaBookPromise, of_64_threads_on_many_keys_each_key_gives_exactly_four) {
  constexpr std::size_t keys = 50;
  std::array<std::atomic<int>, keys> taken{};
  in_parallel(64, [&](int) {
    for (std::size_t number = 0; number < keys; ++number) {
      QuotaKey key = balances;
      key.psu = "psu-" + std::to_string(number);
      if (take_unit(this->quota, key, monday).has_value()) ++taken[number];
    }
  });
  for (const auto& units : taken) EXPECT_EQ(units, 4);
}

TYPED_TEST(QuotaBookPromise, parallel_takes_and_refunds_leave_what_was_not_given_back) {
  in_parallel(16, [&](int) {
    for (int round = 0; round < 10; ++round) {
      if (!take_unit(this->quota, balances, monday).has_value()) continue;
      EXPECT_TRUE(refund_unit(this->quota, balances, monday).has_value());
    }
  });
  EXPECT_EQ(this->units_left(balances, monday), 4);
}

TYPED_TEST(QuotaBookPromise, a_reset_gives_all_units_back) {
  EXPECT_EQ(this->units_left(balances, monday), 4);
  this->store.reset(true);
  EXPECT_EQ(this->units_left(balances, monday), 4);
}

TEST(QuotaBook, the_limit_is_a_setting_of_the_store) {
  MemoryStore memory(2);
  const TemporaryFolder folder;
  const auto sqlite = opened(folder / "guichet.db", {.accesses_a_day = 2});
  for (QuotaBook* quota : {&memory.quota(), &sqlite->quota()}) {
    EXPECT_EQ(take_unit(*quota, balances, monday)->number, 1);
    EXPECT_EQ(take_unit(*quota, balances, monday)->number, 2);
    EXPECT_EQ(take_unit(*quota, balances, monday).error().code, Code::quota_used_up);
  }
}

}  // namespace
}  // namespace guichet::store
