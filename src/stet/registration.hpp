// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "domain/clock.hpp"
#include "domain/outcome.hpp"

namespace guichet::stet {

/// A key of `jwks`, as sent; whether its certificate is any good is for others.
struct RegisteredKey {
  std::string kid;         ///< may be empty
  std::string x5c;         ///< base64 DER of the first certificate
  std::string thumbprint;  ///< x5t#S256; may be empty
  bool operator==(const RegisteredKey&) const = default;
};

/// What a TPP registers with: RFC 7591 2 as STET 1.4.2 3.4 narrows it.
struct Registration {
  std::string client_name;
  std::string provider_legal_id;
  std::string client_legal_id;  ///< an agent's; may be empty
  std::string client_id;        ///< of a PUT; may be empty
  std::vector<std::string> redirect_uris;
  std::set<std::string> scopes;             ///< aisp, pisp, cbpii
  std::vector<std::string> grant_types;     ///< lower case
  std::vector<std::string> response_types;  ///< "code"; empty if not sent
  std::vector<std::string> contacts;        ///< `contacts`, then the texts of `contact`
  std::vector<RegisteredKey> keys;
  /// Everything accepted, a JSON object: to be kept, and echoed by registration_record.
  std::string metadata;
  bool operator==(const Registration&) const = default;
};

/// The body of POST and PUT. Members nobody knows are ignored and not kept; null is as good as
/// absent, so the answer of a GET may be sent back. Lists have at most 100 URIs and 10 keys.
/// Refuses with json_invalid, json_depth, enrol_invalid_redirect_uri or
/// enrol_invalid_client_metadata; `said` (at most 140 bytes of ASCII) names the member, what was
/// expected and what came. RFC 7591 2, 3.2.2; RFC 7592 2.2.
Outcome<Registration> read_registration(std::string_view body);

/// RegistrationRecord, the answer of POST, GET and PUT: the issued values, then all metadata, null
/// where there is none. `metadata` is what read_registration made; empty: none is known. The date
/// is Paris time without an offset. RFC 7591 3.2.1.
std::string registration_record(std::string_view metadata, std::string_view client_id,
                                std::string_view registration_client_uri, Instant issued_at);

}  // namespace guichet::stet
