// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/clock.hpp"

namespace guichet::message {

/// Reads the three forms that every recipient takes (RFC 9110 5.6.7): "Sun, 06 Nov 1994 08:49:37
/// GMT", and the obsolete "Sunday, 06-Nov-94 08:49:37 GMT", whose year is the one nearest to `now`,
/// and "Sun Nov  6 08:49:37 1994". Strict: letters in this case, as many digits, and the right
/// weekday. A leap second (":60") counts as the second after. Nothing otherwise.
std::optional<Instant> read_http_date(std::string_view text, Instant now);

/// `instant` as an IMF-fixdate; fractions of a second are dropped towards the past.
std::string http_date(Instant instant);

}  // namespace guichet::message
