// SPDX-License-Identifier: Apache-2.0
#include "sandbox/french_iban.hpp"

#include <cstdio>
#include <string_view>

namespace guichet::sandbox {
namespace {

constexpr unsigned modulus = 97;  // of the RIB key and of ISO 7064

unsigned remainder_of(std::string_view digits) {
  unsigned remainder = 0;
  for (const char digit : digits)
    remainder = (remainder * 10 + static_cast<unsigned>(digit - '0')) % modulus;
  return remainder;
}

std::string digits(std::uint64_t value, int width) {
  char text[24];
  std::snprintf(text, sizeof text, "%0*llu", width, static_cast<unsigned long long>(value));
  return text;
}

}  // namespace

Iban french_iban(const std::string& bank_and_branch, std::uint64_t account) {
  const std::string without_key = bank_and_branch + digits(account, 11);
  const std::string bban = without_key + digits(modulus - remainder_of(without_key + "00"), 2);
  constexpr std::string_view france_and_zeroes = "152700";  // F is 15, R 27
  const unsigned check = modulus + 1 - remainder_of(bban + std::string(france_and_zeroes));
  return Iban::parse("FR" + digits(check, 2) + bban).value();
}

}  // namespace guichet::sandbox
