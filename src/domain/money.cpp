// SPDX-License-Identifier: Apache-2.0
#include "domain/money.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace guichet {
namespace {

/// The amount without its sign; the smallest 64-bit integer has no positive twin of its own type.
std::uint64_t magnitude_of(Money money) {
  const auto bits = static_cast<std::uint64_t>(money.minor_units);
  return money.minor_units < 0 ? std::uint64_t{0} - bits : bits;
}

}  // namespace

const char* code_of(Currency currency) {
  switch (currency) {
    case Currency::eur:
      return "EUR";
    case Currency::usd:
      return "USD";
    case Currency::gbp:
      return "GBP";
    case Currency::chf:
      return "CHF";
  }
  std::unreachable();
}

bool is_plausible(Money money) {
  constexpr std::uint64_t nineteen_digits = 1'000'000'000'000'000'000;
  return magnitude_of(money) < nineteen_digits;
}

std::string with_two_decimals(Money money) {
  const std::uint64_t magnitude = magnitude_of(money);
  std::array<char, 24> digits;  // a sign, 18 digits, a point, 2 digits
  char* at = digits.data();
  if (money.minor_units < 0) *at++ = '-';
  at = std::to_chars(at, digits.data() + digits.size(), magnitude / 100).ptr;
  *at++ = '.';
  *at++ = static_cast<char>('0' + magnitude % 100 / 10);
  *at++ = static_cast<char>('0' + magnitude % 10);
  return {digits.data(), at};
}

std::string as_json_number(Money money) {
  std::string text = with_two_decimals(money);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace guichet
