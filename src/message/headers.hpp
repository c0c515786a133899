// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

namespace guichet::message {

/// One header field as it came: the name in the case it was sent in, the value trimmed of blanks.
/// Views into the Headers they are of, until a field is added there.
struct Header {
  std::string_view name;
  std::string_view value;
};

/// Header fields in the order of the wire, in its form. Names are compared without regard to case.
class Headers {
 public:
  /// What would end the line within a value (CR, LF, NUL) becomes a blank. `name` is a token
  /// (RFC 9110 5.1).
  void add(std::string_view name, std::string_view value);
  /// Makes room for `count` fields of `bytes` in all.
  void reserve(std::size_t count, std::size_t bytes) {
    fields_.reserve(count);
    lines_.reserve(bytes);
  }
  /// The first value of `name`, or nothing.
  std::optional<std::string_view> find(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  /// All values of `name` joined by ", " in order (RFC 9110 5.3), or nothing if there is none.
  std::optional<std::string> joined(std::string_view name) const;

  /// A range of Header.
  auto all() const {
    return std::views::transform(fields_, [this](const Field& field) { return header_at(field); });
  }
  /// Every field as the wire has it, each line ended (RFC 9112 5).
  std::string_view lines() const { return lines_; }

 private:
  static constexpr std::string_view colon = ": ";

  /// Where a field stands in lines_, in bytes.
  struct Field {
    std::uint32_t at;
    std::uint32_t name_size;
    std::uint32_t value_size;
  };

  Header header_at(const Field& field) const {
    const char* const name = lines_.data() + field.at;
    return {{name, field.name_size}, {name + field.name_size + colon.size(), field.value_size}};
  }

  std::string lines_;
  std::vector<Field> fields_;
};

/// True if two header names are the same name.
inline bool same_name(std::string_view a, std::string_view b) {
  constexpr auto lowered = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  // Most names that are compared differ in length: this is asked some hundred times a request.
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lowered(a[i]) != lowered(b[i])) return false;
  return true;
}

}  // namespace guichet::message
