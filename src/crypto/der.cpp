// SPDX-License-Identifier: Apache-2.0
#include "crypto/der.hpp"

#include <charconv>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <vector>

namespace guichet::crypto {
namespace {

std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

/// Appends `number` in base 128, most significant digit first (X.690 8.19.2).
void append_base_128(std::string& bytes, std::uint32_t number) {
  std::string digits(1, static_cast<char>(number & 0x7f));
  while ((number >>= 7) != 0)
    digits.insert(digits.begin(), static_cast<char>(0x80 | (number & 0x7f)));
  bytes += digits;
}

std::vector<std::uint32_t> numbers_of(std::string_view dotted) {
  std::vector<std::uint32_t> numbers;
  const char* at = dotted.data();
  const char* const end = at + dotted.size();
  while (true) {
    std::uint32_t number = 0;
    const auto read = std::from_chars(at, end, number);
    if (read.ec != std::errc{}) throw std::invalid_argument("not an object identifier");
    numbers.push_back(number);
    if (read.ptr == end) return numbers;
    if (*read.ptr != '.') throw std::invalid_argument("not an object identifier");
    at = read.ptr + 1;
  }
}

}  // namespace

std::optional<DerElement> DerReader::next() {
  if (rest_.size() < 2) return std::nullopt;
  const std::uint8_t tag = byte_at(rest_, 0);
  if ((tag & 0x1f) == 0x1f) return std::nullopt;
  std::size_t length = byte_at(rest_, 1);
  std::size_t header = 2;
  if (length >= 0x80) {
    const std::size_t length_bytes = length & 0x7f;
    if (length_bytes == 0 || length_bytes > 3 || rest_.size() < 2 + length_bytes)
      return std::nullopt;
    length = 0;
    for (std::size_t i = 0; i < length_bytes; ++i) length = (length << 8) | byte_at(rest_, 2 + i);
    const bool shorter_form_exists = length < 0x80 || length >> (8 * (length_bytes - 1)) == 0;
    if (shorter_form_exists) return std::nullopt;
    header += length_bytes;
  }
  if (rest_.size() - header < length) return std::nullopt;
  const DerElement element{tag, rest_.substr(header, length)};
  rest_.remove_prefix(header + length);
  return element;
}

std::optional<std::string_view> DerReader::next(std::uint8_t tag) {
  const auto element = next();
  if (!element || element->tag != tag) return std::nullopt;
  return element->content;
}

std::optional<std::string> dotted_oid(std::string_view content) {
  if (content.empty() || (byte_at(content, content.size() - 1) & 0x80) != 0) return std::nullopt;
  std::string dotted;
  std::uint64_t number = 0;
  bool at_start_of_number = true;
  for (const char digit : content) {
    const auto byte = static_cast<std::uint8_t>(digit);
    if (at_start_of_number && byte == 0x80) return std::nullopt;
    number = (number << 7) | (byte & 0x7f);
    if (number > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
    at_start_of_number = (byte & 0x80) == 0;
    if (!at_start_of_number) continue;
    if (dotted.empty()) {
      // The first two numbers share one: 40 a + b, where a is 0, 1 or 2 (X.690 8.19.4).
      const std::uint64_t first = number < 80 ? number / 40 : 2;
      dotted = std::to_string(first) + '.' + std::to_string(number - first * 40);
    } else {
      dotted += '.' + std::to_string(number);
    }
    number = 0;
  }
  return dotted;
}

std::string der_element(std::uint8_t tag, std::string_view content) {
  std::string element(1, static_cast<char>(tag));
  if (content.size() < 0x80) {
    element += static_cast<char>(content.size());
  } else {
    std::string length;
    for (std::size_t rest = content.size(); rest != 0; rest >>= 8)
      length.insert(length.begin(), static_cast<char>(rest & 0xff));
    element += static_cast<char>(0x80 | length.size());
    element += length;
  }
  return element += content;
}

std::string der_oid(std::string_view dotted) {
  const std::vector<std::uint32_t> numbers = numbers_of(dotted);
  if (numbers.size() < 2) throw std::invalid_argument("not an object identifier");
  std::string content;
  append_base_128(content, numbers[0] * 40 + numbers[1]);
  for (std::size_t i = 2; i < numbers.size(); ++i) append_base_128(content, numbers[i]);
  return der_element(der_tag::object_identifier, content);
}

}  // namespace guichet::crypto
