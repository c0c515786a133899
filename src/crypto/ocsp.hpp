// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/key.hpp"
#include "crypto/x509.hpp"
#include "domain/clock.hpp"
#include "domain/outcome.hpp"

namespace guichet::crypto {

/// What an issuer's responder says of one certificate.
enum class OcspStatus { good, revoked, unknown };

/// An answer of RFC 6960 4.2 whose signature was verified.
struct OcspAnswer {
  OcspStatus status;
  Instant this_update;
  Instant next_update;  ///< five minutes after this_update where the responder names none
};

/// The request for one certificate, in DER. RFC 6960 4.1; without a nonce, so that responders may
/// answer from what they signed before.
std::string ocsp_request(const IssuedCertificate& certificate);

/// Reads an answer about `certificate` and verifies that its issuer signed it, or a responder that
/// the issuer certified for that. Refuses with cert_status, and says in `detail` why; also what is
/// from after `now` or has run out.
Outcome<OcspAnswer> read_ocsp_answer(std::string_view der, const IssuedCertificate& certificate,
                                     Instant now);

/// The answer of a responder that is the issuer itself.
struct OcspOrder {
  /// When a serial (lower-case hex) was revoked; nothing if it was not.
  std::function<std::optional<Instant>(const std::string& serial_hex)> revoked_at;
  Instant this_update;
  Instant next_update;
};

/// Answers one request in DER with a signed answer in DER; what is no request gets the unsigned
/// answer `malformedRequest`. A certificate of another issuer is `unknown`. A nonce comes back
/// (RFC 8954).
std::string answer_ocsp(std::string_view request_der, const OcspOrder& order,
                        const PrivateKey& issuer_key, std::string_view issuer_der);

}  // namespace guichet::crypto
