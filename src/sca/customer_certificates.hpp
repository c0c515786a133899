// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "domain/outcome.hpp"
#include "message/request.hpp"

namespace guichet::sca {

/// Knows whose certificate on a device (smart card, token) this is: the bank plugs in the authority
/// that issues them. A call returns at once and throws
/// nothing: it comes from a thread that others wait for. Safe on any thread.
class CustomerCertificates {
 public:
  virtual ~CustomerCertificates() = default;

  /// True if `certificate`, whose key the TLS handshake has proven, is a valid one of this
  /// customer. An empty `psu` is somebody nobody knows: then take as long, and say no. Null if the
  /// browser presented none. Refuses with bank_unavailable.
  virtual void is_of(std::string establishment, std::string psu,
                     std::shared_ptr<const message::ClientCertificate> certificate,
                     Completion<bool> done) = 0;
};

}  // namespace guichet::sca
