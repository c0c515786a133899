// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/outcome.hpp"
#include "message/request.hpp"

namespace guichet::tpp {

/// The name that stands for method and target.
inline constexpr std::string_view request_target = "(request-target)";

/// What a request-target line says: the two parts that clients get wrong.
struct TargetLine {
  std::string_view method_word;  ///< lower case by the draft
  std::string_view target;
  std::string_view separator = "\n";  ///< between lines
};

/// The signing string with this request-target line. The names must be known to be in the request.
std::string signing_string_with(const TargetLine& line, const message::Request& request,
                                const std::vector<std::string>& names);

/// Whether names may be listed at all: refuses with sig_headers an empty list, more than 64 names,
/// a name twice, what is not a header's name, and (created) and (expires), which belong to other
/// algorithms than rsa-sha256 (draft 2.3).
Outcome<void> check_listed_names(const std::vector<std::string>& names);

/// Refuses with sig_header_absent a name that the request has no header for.
Outcome<void> check_presence(const message::Request& request,
                             const std::vector<std::string>& names);

/// tchar of RFC 9110 5.6.2.
bool is_token_character(char character);

/// ASCII letters in lower case.
std::string in_lower_case(std::string_view text);

}  // namespace guichet::tpp
