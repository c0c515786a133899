// SPDX-License-Identifier: Apache-2.0
#include "stet/registration_member.hpp"

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <utility>

namespace guichet::stet {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_said = 140;
constexpr std::size_t longest_quotation = 40;

/// One character of well-formed UTF-8, taken off the front of `text`. The JSON reader has seen to
/// it that all of it is well formed.
char32_t next_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  constexpr std::array<unsigned, 5> masks{0, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t character = first & masks[length];
  for (std::size_t i = 1; i < length && i < text.size(); ++i)
    character = (character << 6) | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  text.remove_prefix(std::min(length, text.size()));
  return character;
}

/// Controls, and what is not seen or turns the direction of what is: such a name could pass for
/// another on the page where the customer decides.
bool is_visible_or_blank(char32_t c) {
  if (c < 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0xAD || c == 0xFEFF) return false;
  if ((c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F)) return false;
  return !(c >= 0x2060 && c <= 0x206F) && !(c >= 0xE0000 && c <= 0xE0FFF) && c != 0x061C;
}

bool keeps(std::string_view text, const TextRule& rule) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  std::size_t characters = 0;
  while (!text.empty()) {
    const char32_t c = next_character(text);
    if (++characters > rule.longest || !is_visible_or_blank(c)) return false;
    if (rule.is_code && (c <= ' ' || c > '~')) return false;
  }
  return true;
}

}  // namespace

std::unexpected<Refusal> unacceptable(Code code, std::string_view member, std::string_view expected,
                                      std::string_view got) {
  std::string said(member);
  said.append(": expected ").append(expected).append(", got ").append(got);
  if (said.size() > longest_said) said.resize(longest_said);
  return refuse(code, std::move(said));
}

std::string_view kind_in_words(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return "a boolean";
    case json::kind::string:
      return "a string";
    case json::kind::array:
      return "an array";
    case json::kind::object:
      return "an object";
    default:
      return "a number";
  }
}

std::string quoted(std::string_view text) {
  std::string shown(text.substr(0, longest_quotation));
  std::ranges::replace_if(shown, [](char c) { return c < ' ' || c > '~'; }, '?');
  return '"' + shown + (text.size() > longest_quotation ? "...\"" : "\"");
}

json::array array_of(const std::vector<std::string>& texts) {
  json::array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

const json::value* member_in(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

Outcome<std::string> read_text(std::string_view member, const json::value& value,
                               const TextRule& rule) {
  constexpr Code code = Code::enrol_invalid_client_metadata;
  if (!value.is_string()) return unacceptable(code, member, rule.expected, kind_in_words(value));
  const std::string_view text(value.get_string().data(), value.get_string().size());
  if (!keeps(text, rule)) return unacceptable(code, member, rule.expected, quoted(text));
  return std::string(text);
}

Outcome<std::optional<std::string>> read_optional_text(const json::object& object,
                                                       std::string_view name,
                                                       const TextRule& rule) {
  const json::value* value = member_in(object, name);
  if (value == nullptr) return std::optional<std::string>();
  GUICHET_TRY(text, read_text(name, *value, rule));
  return std::optional(std::move(text));
}

Outcome<std::string> read_required_text(const json::object& object, std::string_view name,
                                        const TextRule& rule) {
  const json::value* value = member_in(object, name);
  if (value == nullptr)
    return unacceptable(Code::enrol_invalid_client_metadata, name, rule.expected, "none");
  return read_text(name, *value, rule);
}

Outcome<std::vector<std::string>> read_texts(std::string_view member, const json::value& value,
                                             std::size_t most, const TextRule& rule) {
  constexpr Code code = Code::enrol_invalid_client_metadata;
  const std::string expected = "an array of 1 to " + std::to_string(most) + " strings";
  if (!value.is_array()) return unacceptable(code, member, expected, kind_in_words(value));
  const json::array& elements = value.get_array();
  if (elements.empty() || elements.size() > most)
    return unacceptable(code, member, expected, std::to_string(elements.size()));
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const std::string where = std::string(member) + '[' + std::to_string(i) + ']';
    GUICHET_TRY(text, read_text(where, elements[i], rule));
    texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace guichet::stet
