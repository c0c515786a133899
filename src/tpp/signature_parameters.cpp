// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>

#include "crypto/base64.hpp"
#include "message/headers.hpp"
#include "tpp/signature.hpp"
#include "tpp/signing_string.hpp"

namespace guichet::tpp {
namespace {

constexpr std::size_t longest_base64 = 1024;
constexpr std::size_t usual_words = 8;

/// Views into the header; `value` may be one into the place that take_parameter was given.
struct Parameter {
  std::string_view name;
  std::string_view value;
  bool quoted = false;
};

std::unexpected<Refusal> malformed(std::string_view what) {
  return refuse(Code::sig_malformed, "The Signature header is malformed: " + std::string(what));
}

void skip_blanks(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
}

std::string_view take_token(std::string_view& rest) {
  const auto end = std::ranges::find_if_not(rest, is_token_character);
  const std::string_view token = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  rest.remove_prefix(token.size());
  return token;
}

/// The inside of a quoted-string (RFC 9110 5.6.4) whose first quote has been taken, or nothing if
/// it has no end. Where something is escaped the value is put together in `unescaped`; that is so
/// rare that all others are spared the copy.
std::optional<std::string_view> take_quoted(std::string_view& rest, std::string& unescaped) {
  unescaped.clear();
  while (true) {
    const auto quote = rest.find('"');
    if (quote == std::string_view::npos) return std::nullopt;
    const auto backslash = rest.substr(0, quote).find('\\');
    const std::string_view plain = rest.substr(0, std::min(quote, backslash));
    rest.remove_prefix(plain.size() + 1);
    const bool is_end = backslash == std::string_view::npos;
    if (is_end && unescaped.empty()) return plain;
    unescaped += plain;
    if (is_end) return unescaped;
    if (rest.empty()) return std::nullopt;
    unescaped += rest.front();
    rest.remove_prefix(1);
  }
}

Outcome<Parameter> take_parameter(std::string_view& rest, std::string& unescaped) {
  Parameter parameter;
  parameter.name = take_token(rest);
  if (parameter.name.empty()) return malformed("a parameter has no name.");
  skip_blanks(rest);
  if (!rest.starts_with('='))
    return malformed("no = after a name; it begins with keyId, no scheme word.");
  rest.remove_prefix(1);
  skip_blanks(rest);
  if (rest.starts_with('"')) {
    rest.remove_prefix(1);
    const auto value = take_quoted(rest, unescaped);
    if (!value) return malformed("a quote is not closed.");
    parameter.value = *value;
    parameter.quoted = true;
    return parameter;
  }
  parameter.value = take_token(rest);
  if (parameter.value.empty()) return malformed("values stand in plain ASCII double quotes.");
  return parameter;
}

std::vector<std::string> lower_case_words(std::string_view text) {
  std::vector<std::string> words;
  words.reserve(usual_words);
  while (!text.empty()) {
    std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (word.empty()) continue;
    std::string& lower = words.emplace_back(word);
    for (char& letter : lower)
      if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return words;
}

/// The parameters that mean something here, and where they have been seen.
enum Known : std::size_t { key_id, algorithm, headers, signature, created, expires, known_count };
constexpr std::array<std::string_view, known_count> known_names{
    "keyId", "algorithm", "headers", "signature", "created", "expires"};

Outcome<void> keep(Known which, const Parameter& parameter, SignatureParameters& parameters) {
  if (which < created && !parameter.quoted)
    return malformed("values stand in plain ASCII double quotes.");
  if (which == key_id) parameters.key_id = parameter.value;
  if (which == algorithm) parameters.algorithm = parameter.value;
  if (which == created) parameters.created = parameter.value;
  if (which == expires) parameters.expires = parameter.value;
  if (which == headers) {
    parameters.names_headers = true;
    parameters.headers = lower_case_words(parameter.value);
  }
  if (which == signature) {
    if (parameter.value.size() > longest_base64)
      return malformed("signature is longer than 1,024 characters.");
    auto bytes = crypto::base64_decoded(parameter.value);
    if (!bytes || bytes->empty())
      return malformed("signature is not standard base64 with padding and without blanks.");
    parameters.signature = std::move(*bytes);
  }
  return {};
}

}  // namespace

Outcome<SignatureParameters> read_signature(std::string_view header) {
  SignatureParameters parameters;
  std::array<bool, known_count> seen{};
  std::string_view rest = header;
  std::string unescaped;
  while (true) {
    skip_blanks(rest);
    GUICHET_TRY(parameter, take_parameter(rest, unescaped));
    for (std::size_t which = 0; which < known_count; ++which) {
      if (!message::same_name(parameter.name, known_names[which])) continue;
      if (seen[which]) return malformed(std::string(known_names[which]) + " stands twice.");
      seen[which] = true;
      GUICHET_CHECK(kept, keep(static_cast<Known>(which), parameter, parameters));
      break;
    }
    skip_blanks(rest);
    if (rest.empty()) break;
    if (!rest.starts_with(',')) return malformed("parameters are separated by commas.");
    rest.remove_prefix(1);
  }
  if (!seen[key_id]) return malformed("keyId is missing.");
  if (!seen[signature]) return malformed("signature is missing.");
  return parameters;
}

}  // namespace guichet::tpp
