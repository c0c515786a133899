// SPDX-License-Identifier: Apache-2.0
#include "http/grammar.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace guichet::http {
namespace {

enum Class : std::uint8_t { in_token = 1, in_target = 2, in_host = 4 };

constexpr bool is_letter_or_digit(int c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

constexpr std::array<std::uint8_t, 256> classes_of_bytes() {
  constexpr std::string_view more_in_token = "!#$%&'*+-.^_`|~";
  constexpr std::string_view not_in_target = "#\"<>\\";
  constexpr std::string_view more_in_host = "-._~!$&'()*+,;=%";
  std::array<std::uint8_t, 256> table{};
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool visible = byte > 0x20 && byte < 0x7f;
    int classes = 0;
    if (is_letter_or_digit(byte)) classes |= in_token | in_host;
    if (visible && more_in_token.contains(c)) classes |= in_token;
    if (visible && more_in_host.contains(c)) classes |= in_host;
    if (visible && !not_in_target.contains(c)) classes |= in_target;
    table[static_cast<std::size_t>(byte)] = static_cast<std::uint8_t>(classes);
  }
  return table;
}

constexpr std::array<std::uint8_t, 256> table = classes_of_bytes();

bool all_in(std::string_view text, Class wanted) {
  return std::ranges::all_of(
      text, [wanted](char c) { return (table[static_cast<std::uint8_t>(c)] & wanted) != 0; });
}

bool is_address_in_brackets(std::string_view text) {
  return text.size() > 4 && text.starts_with('[') && text.ends_with(']') &&
         text.substr(1, text.size() - 2).find_first_not_of("0123456789abcdefABCDEF:.") ==
             std::string_view::npos;
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

bool is_token(std::string_view text) { return !text.empty() && all_in(text, in_token); }
/// Looks at every byte rather than up to the first that is wrong: so many are looked at at once.
bool is_field_value(std::string_view text) {
  std::uint8_t wrong = 0;
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    const bool is_control = (byte < 0x20 && byte != '\t') || byte == 0x7f;
    wrong |= is_control ? 1 : 0;
  }
  return wrong == 0;
}
bool is_target_text(std::string_view text) { return !text.empty() && all_in(text, in_target); }

bool is_authority(std::string_view text) {
  constexpr std::size_t most_digits = 5;
  // The colons of an IPv6 address stand before its bracket.
  const std::size_t bracket = text.find(']');
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const std::string_view host = text.substr(0, colon);
  if (colon != std::string_view::npos) {
    const std::string_view port = text.substr(colon + 1);
    if (port.size() > most_digits || port.find_first_not_of("0123456789") != std::string_view::npos)
      return false;
  }
  return is_address_in_brackets(host) || (!host.empty() && all_in(host, in_host));
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<Line> take_line(std::string_view& bytes) {
  const std::size_t end = bytes.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const bool ends_in_crlf = end > 0 && bytes[end - 1] == '\r';
  const Line line{bytes.substr(0, ends_in_crlf ? end - 1 : end), ends_in_crlf};
  bytes.remove_prefix(end + 1);
  return line;
}

std::size_t length_so_far(std::string_view bytes) {
  return bytes.ends_with('\r') ? bytes.size() - 1 : bytes.size();
}

std::optional<Field> read_field(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const Field field{line.substr(0, colon), trimmed(line.substr(colon + 1))};
  if (!is_token(field.name) || !is_field_value(field.value)) return std::nullopt;
  return field;
}

}  // namespace guichet::http
