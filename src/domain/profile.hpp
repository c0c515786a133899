// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string_view>

#include "domain/environment.hpp"
#include "domain/tpp.hpp"

namespace guichet {

/// What the bank demands of a TPP's requests. The two profiles are rows of one table; code asks the
/// row, never its name.
struct Profile {
  const char* name;
  // HTTP signature: what must be covered besides (request-target).
  bool request_id_and_date_covered;   ///< x-request-id and date
  bool digest_covered_without_body;   ///< digest also on an empty body
  bool request_id_or_digest_covered;  ///< at least one of the two
  bool psu_headers_covered;           ///< every PSU-* header that is present
  bool content_type_covered;          ///< when there is a body
  bool sha1_key_ids;                  ///< 40-hex fingerprints in keyId
  bool client_id_as_key_id;           ///< when the TPP has exactly one seal
  std::chrono::seconds date_oldest;   ///< a covered Date may be this old
  std::chrono::seconds date_newest;   ///< or this far ahead
  // OAuth
  bool pkce_required;
  bool token_bound_to_certificate;  ///< else to the organizationIdentifier
  // wire
  bool dates_of_any_precision;           ///< dateFrom=2026-11-01T00:00:00, or .5
  bool missing_consent_lists_are_empty;  ///< overdrafts and owners may be left out
  bool wire_as_printed;  ///< balances as strings, +0200, templated and EndUserIdentity as the page
                         ///< prints
};

extern const Profile compatible_profile;
extern const Profile strict_profile;

/// The profile with this name, or null.
const Profile* profile_named(std::string_view name);

/// What each environment demands of TPPs that were not told otherwise at their enrolment.
struct Profiles {
  const Profile& sandbox;
  const Profile& live;

  const Profile& of(Environment environment) const {
    return environment == Environment::live ? live : sandbox;
  }
  /// What is demanded of one TPP: its own profile, if its enrolment names one.
  const Profile& of(Environment environment, const EnrolledTpp& tpp) const;
};

}  // namespace guichet
