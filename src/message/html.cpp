// SPDX-License-Identifier: Apache-2.0
#include "message/html.hpp"

#include <array>

namespace guichet::message {
namespace {

/// Bytes of the unwanted character that `rest` begins with, or 0. U+202A to U+202E and U+2066 to
/// U+2069 turn the order of what follows around, in a name they are a trick; the rest are controls.
std::size_t unwanted_length(std::string_view rest) {
  static constexpr std::array<std::string_view, 9> overrides{
      "\xe2\x80\xaa", "\xe2\x80\xab", "\xe2\x80\xac", "\xe2\x80\xad", "\xe2\x80\xae",
      "\xe2\x81\xa6", "\xe2\x81\xa7", "\xe2\x81\xa8", "\xe2\x81\xa9"};
  for (const std::string_view sequence : overrides)
    if (rest.starts_with(sequence)) return sequence.size();
  const auto byte = static_cast<unsigned char>(rest[0]);
  if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f) return 1;
  const bool is_c1 = rest.size() > 1 && byte == 0xc2 &&
                     static_cast<unsigned char>(rest[1]) >= 0x80 &&
                     static_cast<unsigned char>(rest[1]) < 0xa0;
  return is_c1 ? 2 : 0;
}

}  // namespace

std::string html_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (const std::size_t length = unwanted_length(text.substr(i))) {
      i += length - 1;
      continue;
    }
    switch (const char c = text[i]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string first_characters(std::string_view text, std::size_t most) {
  std::size_t characters = 0;
  std::size_t length = 0;  // of the character, at most 4: stray bytes are characters of their own
  std::size_t bytes = 0;
  for (; bytes < text.size(); ++bytes) {
    const bool follows = (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80;
    if (follows && length > 0 && length < 4) {
      ++length;
      continue;
    }
    if (characters++ == most) break;
    length = 1;
  }
  return std::string(text.substr(0, bytes));
}

}  // namespace guichet::message
