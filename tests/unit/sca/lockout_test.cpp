// SPDX-License-Identifier: Apache-2.0
#include "sca/lockout.hpp"

#include <gtest/gtest.h>

namespace guichet::sca {
namespace {

constexpr Instant noon =
    std::chrono::sys_days(std::chrono::year(2026) / 11 / 23) + std::chrono::hours(12);

struct LockoutTest : ::testing::Test {
  /// True if the last one locked.
  bool fail(const std::string& who, int times, Instant now = noon) {
    bool locked = false;
    for (int i = 0; i < times; ++i) locked = lockout.failed(who, now);
    return locked;
  }
  Lockout lockout;
};

TEST_F(LockoutTest, the_fifth_failure_locks_for_fifteen_minutes) {
  EXPECT_FALSE(fail("lea", 4));
  EXPECT_FALSE(lockout.is_locked("lea", noon));
  EXPECT_TRUE(fail("lea", 1));
  EXPECT_TRUE(lockout.is_locked("lea", noon + std::chrono::minutes(15) - std::chrono::seconds(1)));
  EXPECT_FALSE(lockout.is_locked("lea", noon + std::chrono::minutes(15)));
}

TEST_F(LockoutTest, failures_while_locked_are_not_counted) {
  fail("lea", 5);
  EXPECT_FALSE(fail("lea", 20, noon + std::chrono::minutes(14)));
  EXPECT_FALSE(fail("lea", 4, noon + std::chrono::minutes(15)));
  EXPECT_TRUE(fail("lea", 1, noon + std::chrono::minutes(15)));
}

TEST_F(LockoutTest, a_success_forgets_the_failures) {
  fail("lea", 4);
  lockout.succeeded("lea");
  EXPECT_FALSE(fail("lea", 4));
}

TEST_F(LockoutTest, each_identifier_has_a_count_of_its_own) {
  fail("lea", 5);
  EXPECT_FALSE(lockout.is_locked("tom", noon));
  EXPECT_FALSE(fail("tom", 4));
}

TEST_F(LockoutTest, a_lock_outlives_ten_thousand_others_that_fail) {
  fail("lea", 5);
  for (int i = 0; i < 10'000; ++i) lockout.failed(std::to_string(i), noon);
  EXPECT_TRUE(lockout.is_locked("lea", noon));
}

TEST_F(LockoutTest, nothing_is_locked_after_a_clear) {
  fail("lea", 5);
  lockout.clear();
  EXPECT_FALSE(lockout.is_locked("lea", noon));
}

}  // namespace
}  // namespace guichet::sca
