// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <latch>

#include "stores.hpp"

namespace guichet::store {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

TryKey of(std::uint64_t who) { return {"17515", hash_of(who)}; }
/// Where he lives: who fails alone fails from there.
TrySource home_of(const TryKey& key) { return {key.establishment, key.identifier}; }

template <class Store>
struct TryBookPromise : ::testing::Test {
  TryVerdict judge(TryKey key, bool is_right, Instant at = noon) {
    return answer_to<TryVerdict>([&](auto done) {
             store.tries.judge(key, home_of(key), is_right, at, std::move(done));
           })
        .value();
  }
  TryVerdict judge_from(std::uint64_t place, TryKey key, bool is_right, Instant at = noon) {
    return answer_to<TryVerdict>([&](auto done) {
             store.tries.judge(key, {"17515", hash_of(place)}, is_right, at, std::move(done));
           })
        .value();
  }
  bool may_try(std::uint64_t place, Instant at) {
    return answer_to<bool>([&](auto done) {
             store.tries.may_try({"17515", hash_of(place)}, at, std::move(done));
           })
        .value();
  }
  /// The verdict on the last of so many failures.
  TryVerdict fail(TryKey key, int times, Instant at = noon) {
    TryVerdict verdict{};
    for (int i = 0; i < times; ++i) verdict = judge(key, false, at);
    return verdict;
  }
  Store store;
};
TYPED_TEST_SUITE(TryBookPromise, AllStores);

TYPED_TEST(TryBookPromise, row_143_the_fifth_failure_in_a_row_locks_for_fifteen_minutes) {
  EXPECT_EQ(this->fail(of(1), 4), TryVerdict::wrong);
  EXPECT_EQ(this->fail(of(1), 1), TryVerdict::locks);
  EXPECT_EQ(this->judge(of(1), true, noon + minutes(15) - seconds(1)), TryVerdict::locked);
  EXPECT_EQ(this->judge(of(1), true, noon + minutes(15)), TryVerdict::accepted);
}

TYPED_TEST(TryBookPromise, failures_while_locked_are_not_counted) {
  this->fail(of(1), 5);
  EXPECT_EQ(this->fail(of(1), 20, noon + minutes(14)), TryVerdict::locked);
  EXPECT_EQ(this->fail(of(1), 4, noon + minutes(15)), TryVerdict::wrong);
  EXPECT_EQ(this->fail(of(1), 1, noon + minutes(15)), TryVerdict::locks);
}

TYPED_TEST(TryBookPromise, a_success_forgets_the_failures) {
  this->fail(of(1), 4);
  EXPECT_EQ(this->judge(of(1), true), TryVerdict::accepted);
  EXPECT_EQ(this->fail(of(1), 4), TryVerdict::wrong);
}

TYPED_TEST(TryBookPromise, each_identifier_of_each_establishment_has_a_count_of_its_own) {
  this->fail(of(1), 5);
  EXPECT_EQ(this->fail(of(2), 4), TryVerdict::wrong);
  EXPECT_EQ(this->judge({"11315", hash_of(1)}, true), TryVerdict::accepted);
}

TYPED_TEST(TryBookPromise, a_lock_outlives_ten_thousand_others_that_fail) {
  this->fail(of(1), 5);
  constexpr int at_once = 50;
  std::uint64_t other = 2;
  for (int round = 0; round < 200; ++round) {
    std::latch judged(at_once);
    for (int each = 0; each < at_once; ++each, ++other)
      this->store.tries.judge(of(other), home_of(of(other)), false, noon + seconds(1),
                              [&judged](Outcome<TryVerdict> verdict) {
                                EXPECT_TRUE(verdict == TryVerdict::wrong ||
                                            verdict.error().code == Code::store_unavailable);
                                judged.count_down();
                              });
    judged.wait();
  }
  EXPECT_EQ(this->judge(of(1), true, noon + seconds(1)), TryVerdict::locked);
}

TYPED_TEST(TryBookPromise, of_many_failures_at_once_one_locks) {
  std::atomic<int> locks = 0;
  in_parallel(8, [&](int) {
    for (int i = 0; i < 5; ++i)
      if (this->judge(of(1), false) == TryVerdict::locks) ++locks;
  });
  EXPECT_EQ(locks, 1) << "forty failures at once lock once, and nobody gets a sixth guess";
}

TYPED_TEST(TryBookPromise, row_159_a_source_is_held_off_after_fifty_failures_for_ten_minutes) {
  for (std::uint64_t who = 0; who < 50; ++who) {
    EXPECT_TRUE(this->may_try(99, noon));
    EXPECT_EQ(this->judge_from(99, of(who), false), TryVerdict::wrong);
  }
  EXPECT_FALSE(this->may_try(99, noon));
  EXPECT_TRUE(this->may_try(98, noon)) << "another source";
  EXPECT_EQ(this->judge_from(99, of(60), true), TryVerdict::held_off) << "right or not";
  for (int i = 0; i < 5; ++i) this->judge_from(99, of(61), false);
  EXPECT_EQ(this->judge_from(98, of(61), true), TryVerdict::accepted) << "nothing was counted";
  EXPECT_FALSE(this->may_try(99, noon + minutes(10) - seconds(1)));
  EXPECT_TRUE(this->may_try(99, noon + minutes(10)));
  EXPECT_EQ(this->judge_from(99, of(60), true, noon + minutes(10)), TryVerdict::accepted);
}

TYPED_TEST(TryBookPromise, nothing_is_locked_after_a_reset) {
  this->fail(of(1), 5);
  this->store.reset(true);
  EXPECT_EQ(this->judge(of(1), true), TryVerdict::accepted);
}

TEST(TryBook, row_144_a_lock_outlives_the_process) {
  const TemporaryFolder folder;
  const auto judge = [](SqliteStore& store, bool is_right) {
    return answer_to<TryVerdict>([&](auto done) {
             store.tries().judge(of(1), home_of(of(1)), is_right, noon, std::move(done));
           })
        .value();
  };
  {
    const auto store = opened(folder / "guichet.db");
    for (int i = 0; i < most_failed_tries; ++i) judge(*store, false);
  }
  EXPECT_EQ(judge(*opened(folder / "guichet.db"), true), TryVerdict::locked);
}

TEST(TryBook, failures_of_former_days_are_swept) {
  const TemporaryFolder folder;
  const auto store = opened(folder / "guichet.db");
  const auto judge = [&](std::uint64_t who, Instant at) {
    return answer_to<TryVerdict>([&](auto done) {
             store->tries().judge(of(who), home_of(of(who)), false, at, std::move(done));
           })
        .value();
  };
  for (int i = 0; i < 4; ++i) judge(1, noon);
  for (int i = 0; i < 3; ++i) judge(2, noon + std::chrono::days(2));
  EXPECT_EQ(judge(1, noon + std::chrono::days(2)), TryVerdict::wrong) << "the first of a new count";
}

}  // namespace
}  // namespace guichet::store
