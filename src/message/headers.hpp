// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace guichet::message {

/// One header field as it came: the name in the case it was sent in, the value trimmed of blanks.
struct Header {
  std::string name;
  std::string value;
};

/// Header fields in the order of the wire. Names are compared without regard to case.
class Headers {
 public:
  void add(std::string_view name, std::string_view value);
  /// Makes room for `count` fields in all.
  void reserve(std::size_t count) { fields_.reserve(count); }
  /// The first value of `name`, or nothing.
  std::optional<std::string_view> find(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  /// All values of `name` joined by ", " in order (RFC 9110 5.3), or nothing if there is none.
  std::optional<std::string> joined(std::string_view name) const;

  const std::vector<Header>& all() const { return fields_; }

 private:
  std::vector<Header> fields_;
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
