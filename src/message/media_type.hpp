// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace guichet::message {

/// What a Content-Type says, as views of the field's value.
struct MediaType {
  std::string_view name;                    ///< type/subtype, in the case it was sent in
  std::optional<std::string_view> charset;  ///< without its quotes; of several the first
};

/// Reads a Content-Type (RFC 9110 8.3.1 and 5.6.6: blanks may stand around the semicolons, names of
/// parameters have no case). What is malformed is taken as it stands; the caller knows what it
/// takes.
MediaType read_media_type(std::string_view field);

}  // namespace guichet::message
