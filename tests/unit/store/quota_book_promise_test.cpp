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

  int taken(const QuotaKey& key, ParisDay day) { return standing_of(quota, key, day)->taken; }

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
  EXPECT_EQ(this->taken(balances, monday), 0);
  EXPECT_EQ(this->units_left(balances, monday), 4);
}

TYPED_TEST(QuotaBookPromise, a_counter_says_how_it_stands_and_is_not_moved_by_that) {
  EXPECT_EQ(standing_of(this->quota, balances, monday)->left(), 4);
  for (int number = 1; number <= 4; ++number) {
    ASSERT_TRUE(take_unit(this->quota, balances, monday).has_value());
    const auto standing = standing_of(this->quota, balances, monday);
    EXPECT_EQ(standing->limit, 4);
    EXPECT_EQ(standing->taken, number);
    EXPECT_EQ(standing->left(), 4 - number);
  }
  EXPECT_FALSE(take_unit(this->quota, balances, monday).has_value());
  EXPECT_EQ(this->taken(balances, monday), 4);
  ASSERT_TRUE(refund_unit(this->quota, balances, monday).has_value());
  EXPECT_EQ(this->taken(balances, monday), 3);
  EXPECT_EQ(this->taken(balances, tuesday), 0);
}

TYPED_TEST(QuotaBookPromise, days_further_back_say_how_they_stand_as_well) {
  for (int days = 0; days < 5; ++days)
    ASSERT_TRUE(take_unit(this->quota, balances, days_after(monday, days)).has_value());
  ASSERT_TRUE(take_unit(this->quota, balances, monday).has_value());
  EXPECT_EQ(this->taken(balances, monday), 2);
  EXPECT_EQ(this->taken(balances, tuesday), 1);
  EXPECT_EQ(this->taken(balances, days_after(monday, 4)), 1);
  EXPECT_EQ(this->taken(balances, days_after(monday, -1)), 0);
}

TYPED_TEST(QuotaBookPromise, each_counter_tells_what_moved_it) {
  const QuotaCall first = a_call("c1f0 with blanks", noon);
  const QuotaCall second = a_call("second", noon + 5ms);
  ASSERT_TRUE(take_unit(this->quota, balances, monday, first).has_value());
  ASSERT_TRUE(take_unit(this->quota, balances, monday, second).has_value());
  ASSERT_TRUE(refund_unit(this->quota, balances, monday, Code::bank_unavailable, second));
  const auto counters = counters_in(this->quota);
  ASSERT_EQ(counters.size(), 1u);
  EXPECT_EQ(counters[0].key, balances);
  EXPECT_EQ(counters[0].day, monday);
  EXPECT_EQ(counters[0].taken, 1);
  const std::vector<QuotaMove> moves{{first, 1, ""}, {second, 1, ""}, {second, -1, "BACKEND"}};
  EXPECT_EQ(counters[0].moves, moves);
}

TYPED_TEST(QuotaBookPromise, of_very_many_moves_no_line_that_was_cut_is_taken_for_another_move) {
  std::string id = "an id 7 +1 ";  // holds what reads like a move
  for (int number = 0; number < 60; ++number) {
    id += 'x';
    const QuotaCall call = a_call(id, noon);
    ASSERT_TRUE(take_unit(this->quota, balances, monday, call).has_value());
    ASSERT_TRUE(refund_unit(this->quota, balances, monday, Code::bank_unavailable, call));
    const auto counters = counters_in(this->quota);
    for (const QuotaMove& move : counters[0].moves) {
      ASSERT_EQ(move.call.at, noon) << move.call.x_request_id;
      ASSERT_TRUE(move.call.x_request_id.starts_with("an id 7 +1 x"));
    }
  }
}

TYPED_TEST(QuotaBookPromise, a_counter_that_faults_of_ours_brought_to_nothing_stays_to_be_seen) {
  ASSERT_TRUE(take_unit(this->quota, balances, monday).has_value());
  ASSERT_TRUE(refund_unit(this->quota, balances, monday, Code::bank_unavailable).has_value());
  const auto counters = counters_in(this->quota);
  ASSERT_EQ(counters.size(), 1u);
  EXPECT_EQ(counters[0].taken, 0);
  EXPECT_EQ(counters[0].moves.size(), 2u);
  EXPECT_EQ(this->units_left(balances, monday), 4);
}

TYPED_TEST(QuotaBookPromise, a_call_for_what_does_not_exist_leaves_no_trace) {
  ASSERT_TRUE(take_unit(this->quota, balances, monday).has_value());
  ASSERT_TRUE(refund_unit(this->quota, balances, monday, Code::transaction_unknown).has_value());
  EXPECT_TRUE(counters_in(this->quota).empty());
  ASSERT_TRUE(take_unit(this->quota, balances, monday).has_value());
  ASSERT_TRUE(take_unit(this->quota, balances, monday).has_value());
  ASSERT_TRUE(refund_unit(this->quota, balances, monday, Code::transaction_unknown).has_value());
  ASSERT_TRUE(refund_unit(this->quota, balances, monday, Code::transaction_unknown).has_value());
  ASSERT_EQ(counters_in(this->quota).size(), 1u);
  EXPECT_EQ(counters_in(this->quota)[0].moves.size(), 4u);
}

TYPED_TEST(QuotaBookPromise, counters_are_found_by_bank_day_tpp_and_customer) {
  QuotaKey other = balances;
  other.establishment = "13807";
  QuotaKey third = balances;
  third.psu = "tom";
  QuotaKey fourth = balances;
  fourth.tpp = "PSDFR-ACPR-99999";
  for (const QuotaKey& key : {balances, other, third, fourth})
    ASSERT_TRUE(take_unit(this->quota, key, monday).has_value());
  ASSERT_TRUE(take_unit(this->quota, balances, tuesday).has_value());
  EXPECT_EQ(counters_in(this->quota).size(), 5u);
  EXPECT_EQ(counters_in(this->quota)[0].key.establishment, "13807");
  EXPECT_EQ(counters_in(this->quota, {}, 2).size(), 2u);
  EXPECT_EQ(counters_in(this->quota, {.establishment = "17515"}).size(), 4u);
  EXPECT_EQ(counters_in(this->quota, {.day = tuesday}).size(), 1u);
  EXPECT_EQ(counters_in(this->quota, {.psu = "tom"}).size(), 1u);
  EXPECT_EQ(counters_in(this->quota, {.tpp = "PSDFR-ACPR-99999"}).size(), 1u);
  EXPECT_TRUE(counters_in(this->quota, {.establishment = "13807", .psu = "tom"}).empty());
}

TEST(SqliteQuotaBook, memory_knows_after_a_restart_and_a_restore_how_counters_stand) {
  const TemporaryFolder folder;
  auto store = opened(folder / "guichet.db");
  for (const ParisDay day : {monday, monday, tuesday})
    ASSERT_TRUE(take_unit(store->quota(), balances, day).has_value());
  ASSERT_TRUE(store->save(folder / "kept.db", noon).has_value());
  store.reset();
  store = opened(folder / "guichet.db");
  EXPECT_EQ(standing_of(store->quota(), balances, monday)->taken, 2);
  EXPECT_EQ(standing_of(store->quota(), balances, tuesday)->taken, 1);
  ASSERT_TRUE(take_unit(store->quota(), balances, tuesday).has_value());
  ASSERT_TRUE(store->restore(folder / "kept.db").has_value());
  EXPECT_EQ(standing_of(store->quota(), balances, monday)->taken, 2);
  EXPECT_EQ(standing_of(store->quota(), balances, tuesday)->taken, 1);
}

TEST(SqliteQuotaBook, counters_that_memory_has_no_room_for_are_looked_up) {
  const TemporaryFolder folder;
  const auto store = opened(folder / "guichet.db", {.counters_in_memory = 3});
  for (int number = 0; number < 10; ++number) {
    QuotaKey key = balances;
    key.psu = "psu-" + std::to_string(number);
    ASSERT_TRUE(take_unit(store->quota(), key, monday).has_value());
    EXPECT_EQ(standing_of(store->quota(), key, monday)->taken, 1);
  }
  EXPECT_EQ(standing_of(store->quota(), balances, monday)->taken, 0);
  EXPECT_EQ(standing_of(store->quota(), balances, tuesday)->taken, 0);
  QuotaKey last = balances;
  last.psu = "psu-9";
  for (int days = 1; days < 4; ++days) {
    ASSERT_TRUE(take_unit(store->quota(), last, days_after(monday, days)).has_value());
    EXPECT_EQ(standing_of(store->quota(), last, days_after(monday, days))->taken, 1);
    EXPECT_EQ(standing_of(store->quota(), last, monday)->taken, 1);
  }
}

TEST(SqliteQuotaBook, of_very_many_moves_the_newest_are_kept) {
  const TemporaryFolder folder;
  const auto store = opened(folder / "guichet.db");
  for (int number = 0; number < 200; ++number) {
    const QuotaCall call = a_call("call-" + std::to_string(number));
    ASSERT_TRUE(take_unit(store->quota(), balances, monday, call).has_value());
    ASSERT_TRUE(refund_unit(store->quota(), balances, monday, Code::bank_unavailable, call));
  }
  const auto counters = counters_in(store->quota());
  ASSERT_EQ(counters.size(), 1u);
  EXPECT_GT(counters[0].moves.size(), 40u);
  EXPECT_LT(counters[0].moves.size(), 400u);
  EXPECT_EQ(counters[0].moves.back(), (QuotaMove{a_call("call-199"), -1, "BACKEND"}));
}

TEST(SqliteStore, row_264_the_mark_of_the_clock_survives_and_never_falls) {
  const TemporaryFolder folder;
  auto store = opened(folder / "guichet.db");
  EXPECT_EQ(store->clock_mark(), Instant{});
  const auto keep = [&](Instant mark) {
    return answer_to<void>([&](auto done) { store->keep_clock_mark(mark, std::move(done)); });
  };
  ASSERT_TRUE(keep(noon).has_value());
  ASSERT_TRUE(keep(noon - 1h).has_value());
  EXPECT_EQ(store->clock_mark(), noon);
  ASSERT_TRUE(store->save(folder / "kept.db", noon).has_value());
  ASSERT_TRUE(keep(noon + 1h).has_value());
  ASSERT_TRUE(store->restore(folder / "kept.db").has_value());
  store.reset();
  store = opened(folder / "guichet.db");
  EXPECT_EQ(store->clock_mark(), noon + 1h);
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
