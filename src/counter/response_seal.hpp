// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "counter/admission.hpp"
#include "crypto/key.hpp"
#include "message/response.hpp"

namespace guichet::counter {

/// The key with which an establishment seals its answers, and the certificate that belongs to it.
struct ResponseSeal {
  crypto::PrivateKey key;
  std::string certificate_pem;
  std::string sha256_hex;  ///< of the certificate's DER
};

/// By establishment code; an establishment without one answers unsealed.
using ResponseSeals = std::map<std::string, ResponseSeal, std::less<>>;

/// What follows /api/keyid/ where a certificate is published: "certificate_<sha256>".
std::string key_name_of(std::string_view sha256_hex);

/// Adds Date, Digest and Signature over digest, date, content-type, x-request-id (those that are
/// there) and the request's (request-target), as the group's live answers carry them. keyId is
/// where the certificate is published on `issuer`. About half a millisecond.
void seal_response(message::Response& response, const message::Request& request,
                   const ResponseSeal& seal, std::string_view issuer, Instant now);

}  // namespace guichet::counter
