// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "domain/clock.hpp"
#include "domain/consent.hpp"
#include "domain/outcome.hpp"
#include "domain/profile.hpp"
#include "stet/version.hpp"

namespace guichet::stet {

/// A date of a query, percent-decoded: YYYY-MM-DDTHH:MM:SS.SSS with nothing (Europe/Paris), Z,
/// +HHMM or +HH:MM; a profile may take it without fraction, or with one of 1 to 9 digits, which is
/// cut to milliseconds. Refuses with date_format. Rows 191 to 194.
Outcome<Instant> read_date(std::string_view text, const Profile& profile);

/// The body of PUT /consents (STET "Access"). Strict JSON, at most 32 levels, 1,000 entries a list.
/// Refuses with json_invalid, json_depth, field_missing, field_type, list_too_long or iban_invalid.
/// Rows 165 to 177. What a version does not know (1.4.2: overdrafts, owners) is ignored as any
/// other member that is not of the standard, whatever it is.
Outcome<Consent> read_consents(std::string_view body, const Profile& profile,
                               const Version& version);

}  // namespace guichet::stet
