// SPDX-License-Identifier: Apache-2.0
//
// Row 128: more than 100 failures in a minute are abuse.
#include "counter/failed_tokens.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace guichet::counter {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant noon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23) + seconds{39'600};
constexpr std::string_view bank = "17515";
constexpr std::string_view other_bank = "13135";
constexpr std::string_view oid = "PSDFR-ACPR-13807";
constexpr std::string_view other_oid = "PSDFR-ACPR-99002";
constexpr Environment sandbox = Environment::sandbox;

struct Failing : testing::Test {
  FailedTokens failed;

  void fail(std::size_t times, Instant at) {
    for (std::size_t i = 0; i < times; ++i)
      EXPECT_EQ(failed.count(bank, sandbox, oid, at), std::nullopt) << i;
  }
  std::optional<Instant> count(Instant at) { return failed.count(bank, sandbox, oid, at); }
  std::optional<Instant> above(Instant at) { return failed.above_until(bank, sandbox, oid, at); }
};

TEST_F(Failing, row_128_the_failure_after_100_in_a_minute_is_above_the_limit) {
  fail(most_failed_tokens, noon);
  EXPECT_EQ(above(noon), std::nullopt) << "100 are allowed";
  EXPECT_EQ(count(noon + seconds{59}), noon + seconds{60});
  EXPECT_EQ(above(noon + seconds{59}), noon + seconds{60});
}

TEST_F(Failing, row_128_the_limit_ends_when_the_oldest_failure_is_a_minute_old) {
  fail(1, noon);
  fail(99, noon + seconds{30});
  EXPECT_TRUE(count(noon + seconds{40}));
  EXPECT_TRUE(above(noon + seconds{60} - milliseconds{1}));
  EXPECT_EQ(above(noon + seconds{60}), std::nullopt);
  fail(1, noon + seconds{60});
  EXPECT_EQ(count(noon + seconds{60}), noon + seconds{90}) << "99 of half a minute ago still count";
}

TEST_F(Failing, row_128_100_failures_in_each_minute_are_never_above_it) {
  for (int minute = 0; minute < 5; ++minute) fail(most_failed_tokens, noon + seconds{60} * minute);
}

TEST_F(Failing, what_comes_while_above_the_limit_does_not_put_off_its_end) {
  fail(most_failed_tokens, noon);
  for (int second = 0; second < 60; ++second)
    EXPECT_EQ(count(noon + seconds{second}), noon + seconds{60});
  fail(most_failed_tokens, noon + seconds{60});
}

TEST_F(Failing, another_tpp_bank_or_environment_is_not_concerned) {
  fail(most_failed_tokens, noon);
  EXPECT_TRUE(count(noon));
  EXPECT_EQ(failed.above_until(bank, sandbox, other_oid, noon), std::nullopt);
  EXPECT_EQ(failed.above_until(other_bank, sandbox, oid, noon), std::nullopt);
  EXPECT_EQ(failed.above_until(bank, Environment::live, oid, noon), std::nullopt);
  EXPECT_EQ(failed.count(bank, sandbox, other_oid, noon), std::nullopt);
}

TEST_F(Failing, a_clock_that_is_put_back_shuts_nobody_out_for_more_than_a_minute) {
  fail(most_failed_tokens, noon + std::chrono::days{180});
  EXPECT_TRUE(count(noon + std::chrono::days{180}));
  EXPECT_EQ(above(noon), std::nullopt);
  fail(most_failed_tokens, noon);
}

TEST_F(Failing, is_forgotten_by_a_clear) {
  fail(most_failed_tokens, noon);
  EXPECT_TRUE(count(noon));
  failed.clear();
  EXPECT_EQ(above(noon), std::nullopt);
  fail(most_failed_tokens, noon);
}

TEST(BoundedFailures, the_tpp_whose_last_failure_is_oldest_is_forgotten_first) {
  FailedTokens failed(2);
  for (std::size_t i = 0; i < most_failed_tokens; ++i) {
    failed.count(bank, sandbox, "PSDFR-ACPR-1", noon);
    failed.count(bank, sandbox, "PSDFR-ACPR-2", noon + seconds{1});
  }
  EXPECT_EQ(failed.count(bank, sandbox, "PSDFR-ACPR-3", noon + seconds{2}), std::nullopt);
  EXPECT_TRUE(failed.count(bank, sandbox, "PSDFR-ACPR-2", noon + seconds{2}));
  EXPECT_EQ(failed.count(bank, sandbox, "PSDFR-ACPR-1", noon + seconds{2}), std::nullopt);
}

TEST(ParallelFailures, row_128_of_many_at_once_exactly_100_are_below_the_limit) {
  FailedTokens failed;
  std::atomic<int> below = 0;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 8; ++thread)
      threads.emplace_back([&] {
        for (int i = 0; i < 50; ++i)
          if (!failed.above_until(bank, sandbox, oid, noon) &&
              !failed.count(bank, sandbox, oid, noon))
            ++below;
      });
  }
  EXPECT_EQ(below, 100);
}

}  // namespace
}  // namespace guichet::counter
