// SPDX-License-Identifier: Apache-2.0
#include "stet/json_page.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

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
constexpr std::size_t half = block / 2;

/// Whether one of `block` characters must be escaped; written so that the compiler looks at all of
/// them at once.
bool block_has_an_escape(const char* text) {
  unsigned found = 0;
  for (std::size_t i = 0; i < block; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    found |= unsigned{byte < 0x20} | unsigned{byte == '"'} | unsigned{byte == '\\'};
  }
  return found != 0;
}

/// The same for `half` of them, in one word. Taking `below` from every byte makes those that are
/// smaller borrow, which shows in their top bit; a byte whose own top bit is set is none of them.
bool half_has_an_escape(const char* text) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  std::uint64_t word = 0;
  std::memcpy(&word, text, sizeof word);
  const auto borrows = [](std::uint64_t bytes, std::uint64_t below) {
    return (bytes - ones * below) & ~bytes;
  };
  const std::uint64_t found = borrows(word, 0x20) | borrows(word ^ (ones * std::uint64_t{'"'}), 1) |
                              borrows(word ^ (ones * std::uint64_t{'\\'}), 1);
  return (found & (ones * 0x80)) != 0;
}

/// Copies `text` to `to` block by block, looking at each; false as soon as something in it must be
/// escaped, which is seldom. The last block may overlap the one before.
bool copy_unless_escaped(char* to, std::string_view text) {
  const char* const begin = text.data();
  const std::size_t size = text.size();
  if (size >= block) {
    for (std::size_t at = 0; at + block < size; at += block) {
      if (block_has_an_escape(begin + at)) return false;
      std::memcpy(to + at, begin + at, block);
    }
    std::memcpy(to + size - block, begin + size - block, block);
    return !block_has_an_escape(begin + size - block);
  }
  if (size >= half) {
    std::memcpy(to, begin, half);
    std::memcpy(to + size - half, begin + size - half, half);
    return !half_has_an_escape(begin) && !half_has_an_escape(begin + size - half);
  }
  for (std::size_t at = 0; at < size; ++at) {
    if (escape_of(begin[at]) != 0) return false;
    to[at] = begin[at];
  }
  return true;
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
  make_room(text.size() + 2);
  *next_++ = '"';
  if (copy_unless_escaped(next_, text))
    next_ += text.size();
  else
    write_escaped(text);
  put('"');
}

void JsonWriter::write_escaped(std::string_view text) {
  make_room(longest_escape * text.size());
  for (const char c : text) {
    if (escape_of(c) == 0)
      *next_++ = c;
    else
      next_ = append_escaped(next_, c);
  }
}

void JsonWriter::grow(std::size_t bytes) {
  const std::size_t written = used();
  page_.resize(2 * (written + bytes));
  next_ = page_.data() + written;
  end_ = page_.data() + page_.size();
}

}  // namespace guichet::stet
