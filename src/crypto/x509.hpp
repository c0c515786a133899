// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/key.hpp"
#include "domain/clock.hpp"
#include "domain/outcome.hpp"

namespace guichet::crypto {

/// ASN.1 string kinds a subject attribute may come in.
enum class TextKind { utf8, printable, other };

struct SubjectText {
  TextKind kind;
  std::string bytes;  ///< as in the certificate, undecoded
};

/// A certificate read into values. Nothing here is a judgement.
struct Certificate {
  std::string der;
  std::string spki;  ///< DER SubjectPublicKeyInfo
  std::string sha256_hex;
  std::string sha1_hex;
  std::string subject;  ///< RFC 2253, for logs and pages
  std::string serial_hex;
  Instant not_before;
  Instant not_after;
  std::vector<SubjectText> organization_identifiers;  ///< each 2.5.4.97 of the subject
  std::optional<std::string> common_name;
  std::optional<std::string> qc_statements;  ///< DER value of extension 1.3.6.1.5.5.7.1.3
  std::optional<std::vector<std::string>>
      extended_key_usage;  ///< dotted OIDs; nothing if the extension is absent
  std::optional<std::uint32_t>
      key_usage;  ///< bits as in OpenSSL's KU_*: 0x80 digitalSignature, 0x40 nonRepudiation
  std::vector<std::string> dns_names;  ///< of the subjectAltName, in order
  bool signed_with_sha1_or_worse = false;
  PublicKey key;

  bool may_sign_tls() const;  ///< key usage absent or has digitalSignature
};

/// Reads one DER certificate. About 100 us. Refuses with cert_untrusted what is not a certificate,
/// and with cert_weak one whose public key cannot be read.
Outcome<Certificate> read_certificate(std::string_view der);

/// The certificates of a PEM file, each in DER. Refuses with cert_untrusted if there is none or one
/// is broken.
Outcome<std::vector<std::string>> der_of_pem(std::string_view pem);
std::string pem_of_der(std::string_view der);

/// A certificate and its issuer, as revocation lists and OCSP speak of them.
struct IssuedCertificate {
  std::string issuer;      ///< which issuer: SHA-256 over its name and key, lower-case hex
  std::string serial_hex;  ///< lower case, as many digits as the certificate's bytes
  std::string der;
  std::string issuer_der;
  std::vector<std::string> list_urls;       ///< CRL distribution points, http only
  std::vector<std::string> responder_urls;  ///< OCSP responders, http only
};

/// A path from a certificate to an anchor, judged but for the time and the strength.
struct TrustedPath {
  Instant not_before;  ///< the latest beginning of all on the path
  Instant
      not_after;  ///< the earliest end; the certificates are good up to and including this instant
  /// A key of RSA under 2048 bits or EC under 256, or a signature with SHA-1 or worse (the anchor's
  /// own aside).
  bool weak = false;
  /// All on the path but the anchor, the certificate itself first.
  std::vector<IssuedCertificate> issued;

  /// Refuses with cert_not_yet_valid, cert_expired or cert_weak, in this order.
  Outcome<void> judge(Instant now) const;
};

/// Trust anchors. Immutable; safe on any thread.
class TrustStore {
 public:
  explicit TrustStore(const std::vector<std::string>& anchors_der);
  /// Builds a path from the first of `chain_der` (the rest are intermediates) to an anchor and
  /// judges it at `now`: cert_untrusted, cert_expired, cert_not_yet_valid or cert_weak. Purposes
  /// are not judged here.
  Outcome<void> verify(const std::vector<std::string>& chain_der, Instant now) const;
  /// The path that verify would judge, so that a caller may remember it: where several lead to an
  /// anchor, one that is valid at `now` if there is any. Refuses with cert_untrusted.
  Outcome<TrustedPath> path(const std::vector<std::string>& chain_der, Instant now) const;

  /// The anchors themselves.
  const std::vector<std::string>& anchors_der() const;

  struct Impl;

 private:
  std::shared_ptr<Impl>
      impl_;  // shared: replaced as a whole on reload while requests still use the former one
};

}  // namespace guichet::crypto
