// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

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
  std::string key_id;                      ///< declared keyId of HTTP signatures; may be empty
  std::vector<std::string> seals;
  bool suspended = false;
};

/// True if `text` has the grammar of ETSI TS 119 495 5.2.1: PSD, country, "-", 2 to 8 capital
/// letters,
/// "-", then at least one character.
bool is_organization_identifier(std::string_view text);

}  // namespace guichet
