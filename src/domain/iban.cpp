// SPDX-License-Identifier: Apache-2.0
#include "domain/iban.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace guichet {
namespace {

struct CountryLength {
  std::string_view country;
  std::size_t length;
};

// The countries of the IBAN registry (ISO 13616), in the order of their codes.
constexpr std::array country_lengths{
    CountryLength{"AD", 24}, CountryLength{"AE", 23}, CountryLength{"AL", 28},
    CountryLength{"AT", 20}, CountryLength{"AZ", 28}, CountryLength{"BA", 20},
    CountryLength{"BE", 16}, CountryLength{"BG", 22}, CountryLength{"BH", 22},
    CountryLength{"BI", 27}, CountryLength{"BR", 29}, CountryLength{"BY", 28},
    CountryLength{"CH", 21}, CountryLength{"CR", 22}, CountryLength{"CY", 28},
    CountryLength{"CZ", 24}, CountryLength{"DE", 22}, CountryLength{"DJ", 27},
    CountryLength{"DK", 18}, CountryLength{"DO", 28}, CountryLength{"EE", 20},
    CountryLength{"EG", 29}, CountryLength{"ES", 24}, CountryLength{"FI", 18},
    CountryLength{"FK", 18}, CountryLength{"FO", 18}, CountryLength{"FR", 27},
    CountryLength{"GB", 22}, CountryLength{"GE", 22}, CountryLength{"GI", 23},
    CountryLength{"GL", 18}, CountryLength{"GR", 27}, CountryLength{"GT", 28},
    CountryLength{"HN", 28}, CountryLength{"HR", 21}, CountryLength{"HU", 28},
    CountryLength{"IE", 22}, CountryLength{"IL", 23}, CountryLength{"IQ", 23},
    CountryLength{"IS", 26}, CountryLength{"IT", 27}, CountryLength{"JO", 30},
    CountryLength{"KW", 30}, CountryLength{"KZ", 20}, CountryLength{"LB", 28},
    CountryLength{"LC", 32}, CountryLength{"LI", 21}, CountryLength{"LT", 20},
    CountryLength{"LU", 20}, CountryLength{"LV", 21}, CountryLength{"LY", 25},
    CountryLength{"MC", 27}, CountryLength{"MD", 24}, CountryLength{"ME", 22},
    CountryLength{"MK", 19}, CountryLength{"MN", 20}, CountryLength{"MR", 27},
    CountryLength{"MT", 31}, CountryLength{"MU", 30}, CountryLength{"NI", 28},
    CountryLength{"NL", 18}, CountryLength{"NO", 15}, CountryLength{"OM", 23},
    CountryLength{"PK", 24}, CountryLength{"PL", 28}, CountryLength{"PS", 29},
    CountryLength{"PT", 25}, CountryLength{"QA", 29}, CountryLength{"RO", 24},
    CountryLength{"RS", 22}, CountryLength{"RU", 33}, CountryLength{"SA", 24},
    CountryLength{"SC", 31}, CountryLength{"SD", 18}, CountryLength{"SE", 24},
    CountryLength{"SI", 19}, CountryLength{"SK", 24}, CountryLength{"SM", 27},
    CountryLength{"SO", 23}, CountryLength{"ST", 25}, CountryLength{"SV", 28},
    CountryLength{"TL", 23}, CountryLength{"TN", 24}, CountryLength{"TR", 26},
    CountryLength{"UA", 29}, CountryLength{"VA", 22}, CountryLength{"VG", 24},
    CountryLength{"XK", 20}, CountryLength{"YE", 30}};
static_assert(std::ranges::is_sorted(country_lengths, {}, &CountryLength::country));

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

/// ISO 7064 MOD 97-10 over the IBAN with its first four characters moved to the end; A is 10, Z
/// is 35.
unsigned remainder_of(std::string_view text) {
  unsigned remainder = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[(i + 4) % text.size()];
    remainder = is_digit(c) ? (remainder * 10 + static_cast<unsigned>(c - '0')) % 97
                            : (remainder * 100 + static_cast<unsigned>(c - 'A') + 10) % 97;
  }
  return remainder;
}

/// A sentence about characters that no IBAN has, or an empty one.
std::string fault_of_characters(std::string_view text) {
  for (const char c : text) {
    if (is_digit(c) || is_capital(c)) continue;
    if (c >= 'a' && c <= 'z')
      return "An IBAN has a lower-case letter; send capital letters and digits.";
    if (c == ' ' || c == '\t') return "An IBAN has a blank; send it without blanks.";
    return "An IBAN has a character that is neither a capital letter nor a digit.";
  }
  return {};
}

}  // namespace

Outcome<Iban> Iban::parse(std::string_view text) {
  if (text.empty()) return refuse(Code::iban_invalid, "An IBAN is empty.");
  if (std::string fault = fault_of_characters(text); !fault.empty())
    return refuse(Code::iban_invalid, std::move(fault));
  const std::string_view country = text.substr(0, 2);
  const auto row = std::ranges::lower_bound(country_lengths, country, {}, &CountryLength::country);
  if (row == country_lengths.end() || row->country != country)
    return refuse(Code::iban_invalid, "An IBAN begins with " + std::string{country} +
                                          ", which is no country of ISO 13616.");
  if (text.size() != row->length)
    return refuse(Code::iban_invalid, "An IBAN of " + std::string{country} + " has " +
                                          std::to_string(row->length) + " characters, this one " +
                                          std::to_string(text.size()) + ".");
  // Written as 00, 01 or 99 the check digits would pass the remainder, but ISO 7064 never makes
  // them.
  const std::string_view check = text.substr(2, 2);
  const bool in_range = is_digit(check[0]) && is_digit(check[1]) && check >= "02" && check <= "98";
  if (!in_range || remainder_of(text) != 1)
    return refuse(Code::iban_invalid,
                  "An IBAN has wrong check digits (mod 97): " + std::string{country} + ".." +
                      std::string{text.substr(text.size() - 4)} + ".");
  return Iban{std::string{text}};
}

std::string_view Iban::resource_id() const& { return std::string_view(text_).substr(4, 21); }

std::string_view Iban::account_number() const& {
  return text_.starts_with("FR") ? std::string_view(text_).substr(14, 11) : std::string_view{};
}

std::string Iban::masked() const {
  return text_.substr(0, 2) + ".." + text_.substr(text_.size() - 4);
}

}  // namespace guichet
