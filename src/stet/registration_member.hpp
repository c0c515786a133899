// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "domain/outcome.hpp"

namespace guichet::stet {

/// What is expected of a text: how many characters it may have, and which.
struct TextRule {
  std::string_view expected;  ///< in words, short
  std::size_t longest;        ///< characters; at least one
  /// ASCII without blanks, as in codes and addresses; else anything that a page can show in one
  /// line, without blanks at the ends.
  bool is_code = false;
};

/// "member: expected .., got ..", at most 140 bytes; what does not fit of `got` is left out.
std::unexpected<Refusal> unacceptable(Code code, std::string_view member, std::string_view expected,
                                      std::string_view got);

/// "a string", "null".
std::string_view kind_in_words(const boost::json::value& value);

/// `text` in quotation marks, cut to some 40 characters, with "?" for what is not visible ASCII.
std::string quoted(std::string_view text);

/// `texts` as a JSON array.
boost::json::array array_of(const std::vector<std::string>& texts);

/// The member `name`, or null if it is absent or null.
const boost::json::value* member_in(const boost::json::object& object, std::string_view name);

/// `value` as a text that keeps `rule`. Refuses with enrol_invalid_client_metadata.
Outcome<std::string> read_text(std::string_view member, const boost::json::value& value,
                               const TextRule& rule);

/// The same for a member; nothing if it is absent.
Outcome<std::optional<std::string>> read_optional_text(const boost::json::object& object,
                                                       std::string_view name, const TextRule& rule);

/// The same for a member that must be there.
Outcome<std::string> read_required_text(const boost::json::object& object, std::string_view name,
                                        const TextRule& rule);

/// An array of 1 to `most` such texts.
Outcome<std::vector<std::string>> read_texts(std::string_view member,
                                             const boost::json::value& value, std::size_t most,
                                             const TextRule& rule);

}  // namespace guichet::stet
