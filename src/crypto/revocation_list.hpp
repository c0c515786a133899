// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "crypto/key.hpp"
#include "crypto/x509.hpp"
#include "domain/clock.hpp"
#include "domain/outcome.hpp"

namespace guichet::crypto {

/// A certificate revocation list (RFC 5280 5) whose signature was verified.
struct RevocationList {
  std::string issuer;  ///< as IssuedCertificate::issuer
  Instant this_update;
  Instant next_update;
  std::string
      number;  ///< crlNumber in lower-case hex without leading zeros; empty if there is none
  std::unordered_set<std::string> serials;  ///< revoked, as IssuedCertificate::serial_hex
  /// The addresses of the distribution point whose certificates alone it is about (RFC 5280 5.2.5);
  /// empty: it is about all of its issuer.
  std::vector<std::string> points;

  /// Whether its silence about `certificate`, of its issuer, means that it is good.
  bool speaks_of(const IssuedCertificate& certificate) const;

  /// Whether this list was issued after `other`: by their numbers, or by thisUpdate where one has
  /// none.
  bool is_newer_than(const RevocationList& other) const;
};

/// Reads a list in DER or PEM and verifies it with whichever of `issuers_der` issued it. Refuses
/// with cert_status, and says in `detail` why: not a list, of no issuer given, a wrong signature,
/// or a kind whose silence about a certificate would not mean that it is good (delta, indirect, or
/// for some reasons only).
Outcome<RevocationList> read_revocation_list(std::string_view der_or_pem,
                                             std::span<const std::string> issuers_der);

/// A list that a test authority shall issue.
struct RevocationListOrder {
  struct Entry {
    std::string serial_hex;
    Instant at;
  };
  Instant this_update;
  Instant next_update;
  std::int64_t number = 0;
  std::vector<Entry> revoked;
};

/// Issues a list, signed with SHA-256, in PEM. Throws std::runtime_error on a serial that is not
/// hex.
std::string issue_revocation_list(const RevocationListOrder& order, const PrivateKey& issuer_key,
                                  std::string_view issuer_der);

}  // namespace guichet::crypto
