// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
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

/// By establishment code.
using SealsByCode = std::map<std::string, ResponseSeal, std::less<>>;

/// The seals in force; an establishment without one answers unsealed. Any thread.
class ResponseSeals {
 public:
  /// The seal of an establishment as of now; null if it has none.
  std::shared_ptr<const ResponseSeal> of(std::string_view establishment) const;
  /// True if nobody has one. Waits for nobody.
  bool empty() const { return !any_.load(std::memory_order_relaxed); }

  /// Those that the group gives its establishments.
  void give(SealsByCode seals);
  /// The one that an establishment sets for itself and that goes before the group's; null: none.
  void set_own(std::string_view establishment, std::shared_ptr<const ResponseSeal> seal);

 private:
  using Seals = std::map<std::string, std::shared_ptr<const ResponseSeal>, std::less<>>;

  mutable std::mutex mutex_;
  Seals given_;
  Seals own_;
  std::atomic<bool> any_ = false;
};

/// What follows /api/keyid/ where a certificate is published: "certificate_<sha256>".
std::string key_name_of(std::string_view sha256_hex);

/// Adds Date, Digest and Signature over digest, date, content-type, x-request-id (those that are
/// there) and the request's (request-target), as the group's live answers carry them. keyId is
/// where the certificate is published on `issuer`. About half a millisecond.
void seal_response(message::Response& response, const message::Request& request,
                   const ResponseSeal& seal, std::string_view issuer, Instant now);

}  // namespace guichet::counter
