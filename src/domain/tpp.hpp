// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "domain/clock.hpp"
#include "domain/environment.hpp"

namespace guichet {

/// Roles of ETSI TS 119 495.
enum class TppRole { account_servicing, payment_initiation, account_information, card_issuing };

/// "PSP_AI" and the like.
std::string_view name_of(TppRole role);
/// The scope word a role opens: aisp, cbpii, pisp; empty for account servicing.
std::string_view scope_of(TppRole role);

/// A TPP as enrolled with this bank group. `seals` are its QSEAL certificates in DER.
struct EnrolledTpp {
  std::string
      client_id;     ///< what it calls itself in OAuth; equal to `oid` for TPPs enrolled by hand
  std::string oid;   ///< organizationIdentifier: PSDFR-ACPR-13807
  std::string name;  ///< shown to the customer
  std::set<TppRole> roles;
  std::vector<std::string> redirect_uris;  ///< compared byte by byte
  std::vector<std::string> key_ids;        ///< declared keyIds of HTTP signatures; may be none
  std::vector<std::string> seals;
  /// SHA-256 thumbprints (lower-case hex) of the QWACs it was enrolled with; empty: any of its oid.
  std::vector<std::string> qwacs;
  /// Where it is enrolled; nothing: everywhere, as TPPs enrolled by hand are.
  std::optional<Environment> environment;
  /// The profile its requests are held to ("compatible", "strict"); empty: the environment's own.
  std::string profile;
  /// The metadata it registered with, a JSON object (RFC 7591 2); empty: enrolled by hand.
  std::string registration;
  Instant enrolled_at{};
  bool suspended = false;
};

/// True if `tpp` may be served on the hosts of `environment`.
bool is_enrolled_in(const EnrolledTpp& tpp, Environment environment);

/// True if `text` has the grammar of ETSI TS 119 495 5.2.1: PSD, country, "-", 2 to 8 capital
/// letters,
/// "-", then at least one character.
bool is_organization_identifier(std::string_view text);

}  // namespace guichet
