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

using Digits = std::array<char, 24>;  // a sign, 18 digits, a point, 2 digits

/// Writes the amount with two decimals; gives where it ends.
char* write_decimals(Digits& digits, Money money) {
  const std::uint64_t magnitude = magnitude_of(money);
  char* at = digits.data();
  if (money.minor_units < 0) *at++ = '-';
  at = std::to_chars(at, digits.data() + digits.size(), magnitude / 100).ptr;
  *at++ = '.';
  *at++ = static_cast<char>('0' + magnitude % 100 / 10);
  *at++ = static_cast<char>('0' + magnitude % 10);
  return at;
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
  Digits digits;
  return {digits.data(), write_decimals(digits, money)};
}

std::string as_json_number(Money money) {
  Digits digits;
  char* end = write_decimals(digits, money);
  if (end[-1] == '0') --end;
  if (end[-1] == '0') --end;
  if (end[-1] == '.') --end;
  return {digits.data(), end};
}

}  // namespace guichet
