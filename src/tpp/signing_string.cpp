// SPDX-License-Identifier: Apache-2.0
#include "tpp/signing_string.hpp"

#include <algorithm>

#include "tpp/signature.hpp"

namespace guichet::tpp {
namespace {

constexpr std::size_t most_names = 64;

void append_values(std::string& text, const message::Headers& headers, std::string_view name) {
  std::string_view before;
  for (const message::Header& header : headers.all()) {
    if (!message::same_name(header.name, name)) continue;
    text += before;
    text += header.value;
    before = ", ";
  }
}

}  // namespace

bool is_token_character(char character) {
  const bool is_letter_or_digit = (character >= 'a' && character <= 'z') ||
                                  (character >= 'A' && character <= 'Z') ||
                                  (character >= '0' && character <= '9');
  return is_letter_or_digit || character == '-' ||
         std::string_view("!#$%&'*+.^_`|~").contains(character);
}

Outcome<void> check_listed_names(const std::vector<std::string>& names) {
  if (names.empty())
    return refuse(Code::sig_headers,
                  "headers=\"\" covers nothing; list (request-target) and x-request-id at least.");
  if (names.size() > most_names)
    return refuse(Code::sig_headers, "The headers parameter lists more than 64 names.");
  for (auto name = names.begin(); name != names.end(); ++name) {
    // Each name once: else a short header could make us build a string of many megabytes.
    if (std::find(names.begin(), name, *name) != name)
      return refuse(Code::sig_headers, "The headers parameter lists a name twice.");
    if (*name == request_target) continue;
    if (name->starts_with('('))
      return refuse(Code::sig_headers,
                    "With rsa-sha256 only (request-target) may be listed in parentheses.");
    if (!std::ranges::all_of(*name, is_token_character))
      return refuse(Code::sig_headers, "The headers parameter lists what is not a header's name.");
  }
  return {};
}

Outcome<void> check_presence(const message::Request& request,
                             const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (name != request_target && request.headers.count(name) == 0)
      return refuse(Code::sig_header_absent,
                    "headers lists " + name.substr(0, 40) +
                        ", which the request does not have; send it or do not list it.");
  }
  return {};
}

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return lower;
}

std::string signing_string_with(const TargetLine& line, const message::Request& request,
                                const std::vector<std::string>& names) {
  std::string text;
  text.reserve(512 + line.target.size());
  std::string_view before;
  for (const std::string& name : names) {
    text += before;
    text += name;
    text += ": ";
    if (name == request_target) {
      text += line.method_word;
      text += ' ';
      text += line.target;
    } else {
      append_values(text, request.headers, name);
    }
    before = line.separator;
  }
  return text;
}

Outcome<std::string> signing_string(const message::Request& request,
                                    const std::vector<std::string>& names) {
  GUICHET_CHECK(listed, check_listed_names(names));
  GUICHET_CHECK(present, check_presence(request, names));
  const std::string method_word = in_lower_case(request.method);
  return signing_string_with({.method_word = method_word, .target = request.target}, request,
                             names);
}

}  // namespace guichet::tpp
