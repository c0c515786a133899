// SPDX-License-Identifier: Apache-2.0
#include "crypto/base64.hpp"

#include <array>
#include <cstdint>

namespace guichet::crypto {
namespace {

constexpr std::string_view standard_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::uint8_t not_a_digit = 0xff;
using DigitValues = std::array<std::uint8_t, 256>;

constexpr DigitValues values_of(std::string_view alphabet) {
  DigitValues values{};
  values.fill(not_a_digit);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  return values;
}

constexpr DigitValues standard_values = values_of(standard_alphabet);
constexpr DigitValues url_values = values_of(url_alphabet);

std::string encoded(std::string_view bytes, std::string_view alphabet) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char byte : bytes) {
    bits = (bits << 8) | static_cast<unsigned char>(byte);
    for (count += 8; count >= 6; count -= 6) text += alphabet[(bits >> (count - 6)) & 63];
  }
  if (count > 0) text += alphabet[(bits << (6 - count)) & 63];
  return text;
}

/// Decodes digits without padding; the bits left over at the end must be zero, so that every value
/// has one spelling only.
std::optional<std::string> decoded(std::string_view digits, const DigitValues& values) {
  if (digits.size() % 4 == 1) return std::nullopt;
  std::string bytes(digits.size() * 3 / 4, '\0');
  // Through the string, each byte written would make the compiler ask again where its bytes are.
  char* to = bytes.data();
  const auto value_of = [&](std::size_t i) {
    return std::uint32_t{values[static_cast<unsigned char>(digits[i])]};
  };
  for (; digits.size() >= 4; digits.remove_prefix(4)) {
    const std::uint32_t a = value_of(0), b = value_of(1), c = value_of(2), d = value_of(3);
    if (((a | b | c | d) & ~63U) != 0) return std::nullopt;
    const std::uint32_t group = a << 18 | b << 12 | c << 6 | d;
    *to++ = static_cast<char>(group >> 16);
    *to++ = static_cast<char>(group >> 8 & 255);
    *to++ = static_cast<char>(group & 255);
  }
  std::uint32_t bits = 0;
  int count = 0;
  for (const char digit : digits) {
    const std::uint8_t value = values[static_cast<unsigned char>(digit)];
    if (value == not_a_digit) return std::nullopt;
    bits = (bits << 6) | value;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    *to++ = static_cast<char>((bits >> count) & 255);
  }
  if ((bits & ((1U << count) - 1)) != 0) return std::nullopt;
  return bytes;
}

}  // namespace

std::string base64(std::string_view bytes) {
  std::string text = encoded(bytes, standard_alphabet);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::string base64url(std::string_view bytes) { return encoded(bytes, url_alphabet); }

std::optional<std::string> base64_decoded(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  return decoded(text, standard_values);
}

std::optional<std::string> base64url_decoded(std::string_view text) {
  return decoded(text, url_values);
}

}  // namespace guichet::crypto
