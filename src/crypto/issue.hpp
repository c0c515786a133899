// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/key.hpp"
#include "crypto/x509.hpp"
#include "domain/clock.hpp"

namespace guichet::crypto {

/// An extension that is not critical, its value in DER.
struct RawExtension {
  std::string oid;  ///< "2.5.29.30"
  std::string der;
};

/// A public key on a curve that is described and not named (SEC 1, C.2).
struct RawEcKey {
  std::string parameters_der;  ///< content of the SEQUENCE and its head
  std::string point;
};

/// What a new certificate shall say. DER of extensions is given ready-made where OpenSSL has no
/// words for it.
struct CertificateOrder {
  std::string common_name;
  std::string organization;
  std::string country;                  ///< two letters; empty for none
  std::string organization_identifier;  ///< 2.5.4.97; empty for none
  /// More 2.5.4.97, of any kind (`other` is a T61String): for certificates that are to be refused.
  std::vector<SubjectText> more_organization_identifiers;
  std::string
      bmp_organization_identifier;  ///< one more as a BMPString, in UTF-16BE; empty for none
  Instant not_before;
  Instant not_after;
  bool is_authority = false;
  /// Takes subject and subject key identifier from this certificate (DER) in place of the texts
  /// above and its own key: for certificates that are to be refused. Empty for none.
  std::string likeness_der;
  std::string key_usage;           ///< OpenSSL words, critical added: "digitalSignature"
  std::string extended_key_usage;  ///< OpenSSL words: "serverAuth,clientAuth"; empty for none
  std::vector<std::string> dns_names;
  std::vector<std::string> ip_addresses;
  std::string qc_statements_der;  ///< empty for none
  std::vector<RawExtension> more_extensions;
  std::optional<RawEcKey> raw_key;  ///< in place of the subject's: to be refused
  bool signed_with_sha1 = false;    ///< for certificates that are to be refused
};

/// Issues a certificate for `subject_spki`, signed with SHA-256 by `issuer_key`, and gives it in
/// DER. With an empty `issuer_der` it is self-signed. The serial is 127 random bits. RFC 5280 4.
/// The issuer's name and key identifier are those of `issuer_der` whether or not its key is
/// `issuer_key`. Throws std::runtime_error on an order that cannot be written: an unknown word, an
/// address that is none.
std::string issue_certificate(const CertificateOrder& order, std::string_view subject_spki,
                              const PrivateKey& issuer_key, std::string_view issuer_der);

/// A key on a curve of 192 bits, for certificates that are to be refused. Throws std::runtime_error
/// where OpenSSL was built without it.
PrivateKey new_ec_p192();

}  // namespace guichet::crypto
