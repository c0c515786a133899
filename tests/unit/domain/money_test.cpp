// SPDX-License-Identifier: Apache-2.0
#include "domain/money.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <string>

namespace guichet {
namespace {

/// Reads "-150", "8.1" or "8.12" back into minor units.
std::int64_t minor_units_of(const std::string& text) {
  const bool negative = text.starts_with('-');
  const std::string unsigned_text = text.substr(negative ? 1 : 0);
  const std::size_t point = unsigned_text.find('.');
  std::string cents = point == std::string::npos ? "" : unsigned_text.substr(point + 1);
  cents.resize(2, '0');
  const auto magnitude = std::stoull(unsigned_text.substr(0, point)) * 100 + std::stoull(cents);
  return static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
}

TEST(Money, is_plausible_up_to_eighteen_digits) {  // row 211
  constexpr std::int64_t eighteen_digits = 999'999'999'999'999'999;
  EXPECT_TRUE(is_plausible({eighteen_digits}));
  EXPECT_TRUE(is_plausible({-eighteen_digits}));
  EXPECT_FALSE(is_plausible({eighteen_digits + 1}));
  EXPECT_FALSE(is_plausible({-eighteen_digits - 1}));
  EXPECT_FALSE(is_plausible({std::numeric_limits<std::int64_t>::min()}));
}

TEST(Money, is_written_with_a_sign_and_two_decimals) {
  EXPECT_EQ(with_two_decimals({-15000}), "-150.00");
  EXPECT_EQ(with_two_decimals({0}), "0.00");
  EXPECT_EQ(with_two_decimals({5}), "0.05");
  EXPECT_EQ(with_two_decimals({-5}), "-0.05");
  EXPECT_EQ(with_two_decimals({2376698}), "23766.98");
}

TEST(Money, is_written_as_the_shortest_json_number) {
  EXPECT_EQ(as_json_number({812}), "8.12");
  EXPECT_EQ(as_json_number({1140}), "11.4");
  EXPECT_EQ(as_json_number({0}), "0");
  EXPECT_EQ(as_json_number({-15000}), "-150");
  EXPECT_EQ(as_json_number({100}), "1");
  EXPECT_EQ(as_json_number({10}), "0.1");
}

TEST(Money, knows_the_smallest_amount_there_is) {
  const Money smallest{std::numeric_limits<std::int64_t>::min()};
  EXPECT_EQ(with_two_decimals(smallest), "-92233720368547758.08");
  EXPECT_EQ(as_json_number(smallest), "-92233720368547758.08");
}

TEST(Money, of_euros_is_named_by_the_letters_of_iso_4217) {
  EXPECT_STREQ(code_of(Currency::eur), "EUR");
}

RC_GTEST_PROP(Money, comes_back_from_both_forms, (std::int64_t minor_units)) {
  RC_ASSERT(minor_units_of(with_two_decimals({minor_units})) == minor_units);
  RC_ASSERT(minor_units_of(as_json_number({minor_units})) == minor_units);
}

RC_GTEST_PROP(Money, as_a_json_number_has_no_superfluous_character, (std::int64_t minor_units)) {
  const std::string text = as_json_number({minor_units});
  RC_ASSERT(text.find('.') == std::string::npos || text.back() != '0');
  RC_ASSERT(text.back() != '.');
  RC_ASSERT(text.size() <= with_two_decimals({minor_units}).size());
}

}  // namespace
}  // namespace guichet
