// SPDX-License-Identifier: Apache-2.0
#include "stet/json_page.hpp"

#include <array>

namespace guichet::stet {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::size_t longest_escape = 6;  // \u001f

/// RFC 8259 7: what stands after the backslash; 0 for what stands as it is.
constexpr std::array<char, 256> escapes = [] {
  std::array<char, 256> table{};
  for (std::size_t control = 0; control < 0x20; ++control) table[control] = 'u';
  table['\b'] = 'b';
  table['\f'] = 'f';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  table['"'] = '"';
  table['\\'] = '\\';
  return table;
}();

char escape_of(char c) { return escapes[static_cast<unsigned char>(c)]; }

constexpr std::size_t block = 16;

/// Whether one of `block` characters must be escaped; written so that the compiler looks at all of
/// them at once.
bool has_an_escape(const char* text) {
  unsigned found = 0;
  for (std::size_t i = 0; i < block; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    found |= unsigned{byte < 0x20} | unsigned{byte == '"'} | unsigned{byte == '\\'};
  }
  return found != 0;
}

std::size_t length_as_it_is(std::string_view text) {
  std::size_t length = 0;
  while (text.size() - length >= block && !has_an_escape(text.data() + length)) length += block;
  while (length < text.size() && escape_of(text[length]) == 0) ++length;
  return length;
}

char* append_escaped(char* to, char c) {
  const char escape = escape_of(c);
  *to++ = '\\';
  *to++ = escape;
  if (escape != 'u') return to;
  *to++ = '0';
  *to++ = '0';
  *to++ = hex_digits[static_cast<unsigned char>(c) / 16];
  *to++ = hex_digits[static_cast<unsigned char>(c) % 16];
  return to;
}

}  // namespace

void JsonWriter::write_text(std::string_view text) {
  put('"');
  while (true) {
    const std::size_t length = length_as_it_is(text);
    write_raw(text.substr(0, length));
    if (length == text.size()) break;
    char* const to = room_for(longest_escape);
    used_ += static_cast<std::size_t>(append_escaped(to, text[length]) - to);
    text.remove_prefix(length + 1);
  }
  put('"');
}

}  // namespace guichet::stet
