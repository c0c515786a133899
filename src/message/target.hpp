// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace guichet::message {

/// The path of a request-target, raw: everything before the first '?'.
std::string_view path_of(std::string_view target);

/// The query of a request-target, raw and without '?'; empty if there is none.
std::string_view query_of(std::string_view target);

/// Decodes %XX. With `plus_is_blank`, '+' becomes a blank (forms only, never queries of the API).
/// Nothing if an escape is malformed.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank = false);

/// Encodes everything but the unreserved characters of RFC 3986.
std::string percent_encoded(std::string_view text);

using Parameters = std::vector<std::pair<std::string, std::string>>;

/// Splits a query (or form) into decoded names and values, in order. Nothing if an escape is
/// malformed.
std::optional<Parameters> parse_parameters(std::string_view text, bool plus_is_blank);

/// The same the other way: a form with these names and values, percent-encoded.
std::string form_text(const Parameters& parameters);

/// The value of the only parameter `name`; nothing if there is none or more than one.
std::optional<std::string_view> single(const Parameters& parameters, std::string_view name);

/// How often `name` occurs.
std::size_t occurrences(const Parameters& parameters, std::string_view name);

}  // namespace guichet::message
