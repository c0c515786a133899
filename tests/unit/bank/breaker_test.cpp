// SPDX-License-Identifier: Apache-2.0
#include "bank/http/breaker.hpp"

#include <gtest/gtest.h>

namespace guichet::bank {
namespace {

using std::chrono::milliseconds;

class BreakerOfThree : public testing::Test {
 protected:
  void fail(int times) {
    for (int i = 0; i < times; ++i) {
      ASSERT_TRUE(breaker.admits(now));
      breaker.failed(now);
    }
  }

  Breaker breaker{3, milliseconds(1'000)};
  Breaker::Time now{};
};

TEST_F(BreakerOfThree, lets_everybody_through_until_the_third_failure_in_a_row) {
  fail(2);
  EXPECT_TRUE(breaker.admits(now));
  breaker.succeeded();
  fail(2);
  EXPECT_TRUE(breaker.admits(now));
}

TEST_F(BreakerOfThree, tells_which_failure_it_is_that_keeps_the_next_out) {
  EXPECT_FALSE(breaker.failed(now));
  EXPECT_FALSE(breaker.failed(now));
  EXPECT_TRUE(breaker.failed(now));
}

TEST_F(BreakerOfThree, keeps_everybody_out_for_the_pause_and_then_lets_one_try) {
  fail(3);
  EXPECT_FALSE(breaker.admits(now + milliseconds(999)));
  EXPECT_TRUE(breaker.admits(now + milliseconds(1'000)));
  EXPECT_FALSE(breaker.admits(now + milliseconds(1'001)));
}

TEST_F(BreakerOfThree, opens_again_when_the_one_that_tried_succeeds) {
  fail(3);
  now += milliseconds(1'000);
  ASSERT_TRUE(breaker.admits(now));
  breaker.succeeded();
  EXPECT_TRUE(breaker.admits(now));
  EXPECT_TRUE(breaker.admits(now));
}

TEST_F(BreakerOfThree, pauses_anew_when_the_one_that_tried_fails) {
  fail(3);
  now += milliseconds(1'000);
  ASSERT_TRUE(breaker.admits(now));
  breaker.failed(now);
  EXPECT_FALSE(breaker.admits(now + milliseconds(999)));
  EXPECT_TRUE(breaker.admits(now + milliseconds(1'000)));
}

}  // namespace
}  // namespace guichet::bank
