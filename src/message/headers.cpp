// SPDX-License-Identifier: Apache-2.0
#include "message/headers.hpp"

namespace guichet::message {

void Headers::add(std::string_view name, std::string_view value) {
  Header& field = fields_.emplace_back();
  field.name = name;
  field.value = value;
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
