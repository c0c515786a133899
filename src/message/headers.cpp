// SPDX-License-Identifier: Apache-2.0
#include "message/headers.hpp"

#include <utility>

namespace guichet::message {
namespace {

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lowered(a[i]) != lowered(b[i])) return false;
  return true;
}

void Headers::add(std::string name, std::string value) {
  fields_.push_back(Header{std::move(name), std::move(value)});
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const Header& field : fields_)
    if (same_name(field.name, name)) return field.value;
  return std::nullopt;
}

std::size_t Headers::count(std::string_view name) const {
  std::size_t found = 0;
  for (const Header& field : fields_) found += same_name(field.name, name) ? 1 : 0;
  return found;
}

std::optional<std::string> Headers::joined(std::string_view name) const {
  std::optional<std::string> values;
  for (const Header& field : fields_) {
    if (!same_name(field.name, name)) continue;
    if (!values) {
      values = field.value;
    } else {
      *values += ", ";
      *values += field.value;
    }
  }
  return values;
}

}  // namespace guichet::message
