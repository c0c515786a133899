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

TEST(Remembered, beyond_the_bound_one_that_was_not_used_goes_first) {
  Numbers numbers(128);  // 64 parts of two entries; equal upper bits share a part
  numbers.put(1, shared(10));
  numbers.put(2, shared(20));
  ASSERT_NE(numbers.find(1).value, nullptr);
  numbers.put(3, shared(30));
  EXPECT_NE(numbers.find(1).value, nullptr);
  EXPECT_EQ(numbers.find(2).value, nullptr);
  EXPECT_NE(numbers.find(3).value, nullptr);
}

TEST(Remembered, what_is_forgotten_leaves_the_others_in_place) {
  Numbers numbers(640);
  for (int key = 0; key < 10; ++key) numbers.put(key, shared(10 * key));
  for (int key = 0; key < 10; key += 3) numbers.forget(key);
  for (int key = 0; key < 10; ++key) {
    const auto value = numbers.find(key).value;
    ASSERT_EQ(value != nullptr, key % 3 != 0);
    if (!value) continue;
    EXPECT_EQ(*value, 10 * key);
  }
}

TEST(Remembered, when_all_were_used_room_is_made_all_the_same) {
  Numbers numbers(192);
  for (int key = 1; key <= 100; ++key) {
    numbers.put(key, shared(key));
    ASSERT_EQ(*numbers.find(key).value, key);
  }
  int kept = 0;
  for (int key = 1; key <= 100; ++key) kept += numbers.find(key).value ? 1 : 0;
  EXPECT_EQ(kept, 3);
}

}  // namespace
}  // namespace guichet::store
