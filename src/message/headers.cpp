// SPDX-License-Identifier: Apache-2.0
#include "message/headers.hpp"

#include <algorithm>

namespace guichet::message {

namespace {

constexpr std::string_view line_end = "\r\n";
/// What would end the line within a value, or the text for whoever reads it in C.
constexpr std::string_view line_enders{"\r\n\0", 3};

}  // namespace

void Headers::add(std::string_view name, std::string_view value) {
  fields_.push_back({static_cast<std::uint32_t>(lines_.size()),
                     static_cast<std::uint32_t>(name.size()),
                     static_cast<std::uint32_t>(value.size())});
  lines_.append(name).append(colon);
  const auto value_at = static_cast<std::ptrdiff_t>(lines_.size());
  lines_.append(value);
  for (const char ender : line_enders)
    if (value.contains(ender)) std::replace(lines_.begin() + value_at, lines_.end(), ender, ' ');
  lines_.append(line_end);
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const Header& field : all())
    if (same_name(field.name, name)) return field.value;
  return std::nullopt;
}

std::size_t Headers::count(std::string_view name) const {
  std::size_t found = 0;
  for (const Header& field : all()) found += same_name(field.name, name) ? 1 : 0;
  return found;
}

std::optional<std::string> Headers::joined(std::string_view name) const {
  std::optional<std::string> values;
  for (const Header& field : all()) {
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
