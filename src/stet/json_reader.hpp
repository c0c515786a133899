// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <boost/json/value.hpp>

#include "domain/outcome.hpp"

namespace guichet::stet {

/// Levels of nesting that a body may have.
inline constexpr std::size_t deepest_nesting = 32;

/// One JSON text (RFC 8259) in UTF-8 without a byte order mark, and nothing behind it. Stricter
/// than the grammar: a member name twice in one object and a number that no double holds are
/// refused, because two readers would take them for two different things. Refuses with json_invalid
/// or json_depth.
Outcome<boost::json::value> read_json(std::string_view text);

}  // namespace guichet::stet
