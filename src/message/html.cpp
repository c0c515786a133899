// SPDX-License-Identifier: Apache-2.0
#include "message/html.hpp"

#include <array>

namespace guichet::message {
namespace {

/// U+202A to U+202E and U+2066 to U+2069 turn the order of what follows around; in a name they are a trick.
std::size_t override_length(std::string_view rest) {
  static constexpr std::array<std::string_view, 9> overrides{
      "\xe2\x80\xaa", "\xe2\x80\xab", "\xe2\x80\xac", "\xe2\x80\xad", "\xe2\x80\xae",
      "\xe2\x81\xa6", "\xe2\x81\xa7", "\xe2\x81\xa8", "\xe2\x81\xa9"};
  for (const std::string_view sequence : overrides)
    if (rest.starts_with(sequence)) return sequence.size();
  return 0;
}

}  // namespace

std::string html_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (const std::size_t length = override_length(text.substr(i))) {
      i += length - 1;
      continue;
    }
    switch (const char c = text[i]) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
    }
  }
  return out;
}

std::string first_characters(std::string_view text, std::size_t most) {
  std::size_t characters = 0;
  std::size_t bytes = 0;
  while (bytes < text.size()) {
    const bool continues = (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80;
    if (!continues && characters++ == most) break;
    ++bytes;
  }
  return std::string(text.substr(0, bytes));
}

}  // namespace guichet::message
