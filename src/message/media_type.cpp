// SPDX-License-Identifier: Apache-2.0
#include "message/media_type.hpp"

#include "message/headers.hpp"

namespace guichet::message {
namespace {

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string_view without_quotes(std::string_view value) {
  const bool is_quoted = value.size() > 1 && value.starts_with('"') && value.ends_with('"');
  return is_quoted ? value.substr(1, value.size() - 2) : value;
}

}  // namespace

MediaType read_media_type(std::string_view field) {
  MediaType type{without_blanks(field.substr(0, field.find(';'))), std::nullopt};
  auto semicolon = field.find(';');
  while (semicolon != std::string_view::npos && !type.charset) {
    const auto next = field.find(';', semicolon + 1);
    const std::string_view parameter =
        without_blanks(field.substr(semicolon + 1, next - semicolon - 1));
    const auto equals = parameter.find('=');
    if (equals != std::string_view::npos && same_name(parameter.substr(0, equals), "charset"))
      type.charset = without_quotes(parameter.substr(equals + 1));
    semicolon = next;
  }
  return type;
}

}  // namespace guichet::message
