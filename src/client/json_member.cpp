// SPDX-License-Identifier: Apache-2.0
#include "client/json_member.hpp"

#include <array>
#include <boost/json.hpp>
#include <cstdio>

namespace guichet::client {

namespace json = boost::json;

Result<json::object> read_object(std::string_view text) {
  boost::system::error_code error;
  json::value value = json::parse(text, error);
  if (error) return fail(Trouble::answer, "the answer is not JSON (" + error.message() + ")");
  if (!value.is_object()) return fail(Trouble::answer, "the answer is JSON but not an object");
  return std::move(value).as_object();
}

std::string text_in(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

const json::object& object_in(const json::object& object, std::string_view name) {
  static const json::object none;
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_object() ? value->get_object() : none;
}

const json::array* array_in(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_array() ? &value->get_array() : nullptr;
}

std::string amount_in(const json::object& amount) {
  const json::value* value = amount.if_contains("amount");
  if (value == nullptr || !(value->is_string() || value->is_number())) return {};
  if (value->is_string()) return std::string(value->get_string());
  std::array<char, 400> digits{};  // a double has at most 309 before the point
  const int length =
      std::snprintf(digits.data(), digits.size(), "%.2f", value->to_number<double>());
  return std::string(digits.data(), static_cast<std::size_t>(length));
}

}  // namespace guichet::client
