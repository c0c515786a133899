// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
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
/// cover. `method_word` stands for the method in lower case, which it is unless given.
std::optional<std::string> signing_string(const message::Request& request,
                                          std::span<const std::string> names,
                                          std::string_view method_word = {});

/// What was signed and how: enough to follow a signature by hand.
struct Explanation {
  std::string key_id;
  std::vector<std::string> names;
  std::string signing_string;
  std::string signature;  ///< base64
};

/// Where a signature shall depart from what STET asks for, to see what a bank says of it.
struct Departures {
  std::string method_word;         ///< in the request-target line; empty: the method in lower case
  std::vector<std::string> names;  ///< to cover, in this order; empty: the usual ones
};

/// Signs requests with the key of the TPP's seal, as STET profiles draft-cavage: rsa-sha256 over
/// (request-target), x-request-id, date, digest, every PSU-* header present, and content-type with
/// a body.
class Signer {
 public:
  Signer(crypto::PrivateKey seal, std::string key_id)
      : seal_(std::move(seal)), key_id_(std::move(key_id)) {}

  /// Adds X-Request-ID, Date and Digest to `request` where it has none, then Signature, which it
  /// must not have yet. It must not be changed afterwards.
  Explanation sign(message::Request& request, const std::string& request_id, Instant now) const;

  /// The same but for `departures`. The error is the first of their names that cannot be covered,
  /// because the request has no such header or the algorithm does not take it.
  std::expected<Explanation, std::string> sign_with(const Departures& departures,
                                                    message::Request& request,
                                                    const std::string& request_id,
                                                    Instant now) const;

 private:
  crypto::PrivateKey seal_;
  std::string key_id_;
};

}  // namespace guichet::client
