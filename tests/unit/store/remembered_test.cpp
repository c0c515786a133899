// SPDX-License-Identifier: Apache-2.0
#include "store/remembered.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace guichet::store {
namespace {

using Numbers = Remembered<int, int, std::hash<int>>;

std::shared_ptr<const int> shared(int value) { return std::make_shared<const int>(value); }

TEST(Remembered, what_was_read_is_found_again) {
  Numbers numbers(1'000);
  numbers.fill(1, shared(10), numbers.find(1).changes);
  EXPECT_EQ(*numbers.find(1).value, 10);
}

TEST(Remembered, what_was_read_before_a_commit_is_not_kept_after_it) {
  Numbers numbers(1'000);
  const auto before = numbers.find(1).changes;
  numbers.put(1, shared(11));
  numbers.forget(1);
  numbers.fill(1, shared(10), before);
  EXPECT_EQ(numbers.find(1).value, nullptr);
}

TEST(Remembered, what_was_read_does_not_replace_what_was_committed) {
  Numbers numbers(1'000);
  const auto before = numbers.find(1).changes;
  numbers.put(1, shared(11));
  numbers.fill(1, shared(10), before);
  EXPECT_EQ(*numbers.find(1).value, 11);
}

TEST(Remembered, what_was_read_before_everything_was_forgotten_is_not_kept) {
  Numbers numbers(1'000);
  const auto before = numbers.find(1).changes;
  numbers.forget_all();
  numbers.fill(1, shared(10), before);
  EXPECT_EQ(numbers.find(1).value, nullptr);
}

TEST(Remembered, a_value_outlives_its_replacement_for_whoever_holds_it) {
  Numbers numbers(1'000);
  numbers.put(1, shared(10));
  const auto held = numbers.find(1).value;
  numbers.put(1, shared(11));
  EXPECT_EQ(*held, 10);
}

TEST(Remembered, beyond_the_bound_the_one_used_longest_ago_goes) {
  Numbers numbers(128);  // 64 parts of two entries; equal upper bits share a part
  numbers.put(1, shared(10));
  numbers.put(2, shared(20));
  ASSERT_NE(numbers.find(1).value, nullptr);
  numbers.put(3, shared(30));
  EXPECT_NE(numbers.find(1).value, nullptr);
  EXPECT_EQ(numbers.find(2).value, nullptr);
  EXPECT_NE(numbers.find(3).value, nullptr);
}

}  // namespace
}  // namespace guichet::store
