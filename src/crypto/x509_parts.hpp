// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/openssl_handle.hpp"
#include "crypto/x509.hpp"
#include "domain/clock.hpp"

namespace guichet::crypto {

/// One whole DER certificate, or null. Leaves OpenSSL's error queue as it comes.
CertificateHandle certificate_of(std::string_view der);

/// The instant of an ASN.1 time, or nothing if it is malformed.
std::optional<Instant> instant_of(const ASN1_TIME* time);

/// The content bytes of an ASN.1 integer in lower-case hex.
std::string hex_of(const ASN1_INTEGER* number);

/// Which issuer a certificate is, for IssuedCertificate::issuer.
std::string issuer_id_of(const X509* issuer);

/// `certificate`, issued by `issuer`, as revocation speaks of it.
IssuedCertificate issued_certificate_of(X509* certificate, X509* issuer);

}  // namespace guichet::crypto
