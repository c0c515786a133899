// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/key.hpp"
#include "domain/clock.hpp"
#include "message/request.hpp"

namespace guichet::client {

/// "SHA-256=" and the base64 of the body's hash (RFC 3230, RFC 5843).
std::string digest_of(std::string_view body);

/// The string that a signature over `names` covers (draft-cavage-http-signatures-12, 2.3): one line
/// a name, joined by LF, "(request-target)" for method and target, several fields of a name joined
/// by ", ". Nothing if the request lacks a named header, or a name is one that rsa-sha256 cannot
/// cover.
std::optional<std::string> signing_string(const message::Request& request,
                                          std::span<const std::string> names);

/// What was signed and how: enough to follow a signature by hand.
struct Explanation {
  std::string key_id;
  std::vector<std::string> names;
  std::string signing_string;
  std::string signature;  ///< base64
};

/// Signs requests with the key of the TPP's seal, as STET profiles draft-cavage: rsa-sha256 over
/// (request-target), x-request-id, date, digest, every PSU-* header present, and content-type with
/// a body.
class Signer {
 public:
  Signer(crypto::PrivateKey seal, std::string key_id)
      : seal_(std::move(seal)), key_id_(std::move(key_id)) {}

  /// Adds Date, X-Request-ID and Digest to `request`, then Signature. The request must not have
  /// them yet, and must not be changed afterwards.
  Explanation sign(message::Request& request, std::string request_id, Instant now) const;

 private:
  crypto::PrivateKey seal_;
  std::string key_id_;
};

}  // namespace guichet::client
