// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/clock.hpp"

namespace guichet::message {

/// Reads an IMF-fixdate (RFC 9110 5.6.7), "Sun, 06 Nov 1994 08:49:37 GMT". Strict: letters in this
/// case, two digits each, the right weekday, and GMT; the two obsolete forms are not taken. A leap
/// second
/// (":60") counts as the second after. Nothing otherwise.
std::optional<Instant> read_http_date(std::string_view text);

/// `instant` as an IMF-fixdate; fractions of a second are dropped towards the past.
std::string http_date(Instant instant);

}  // namespace guichet::message
