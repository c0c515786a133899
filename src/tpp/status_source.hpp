// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/x509.hpp"
#include "domain/outcome.hpp"

namespace guichet::tpp {

/// Asks an issuer about a certificate that was never seen before; every later request is judged
/// from memory.
class StatusSource {
 public:
  virtual ~StatusSource() = default;

  /// Completes once the issuer has answered or has had its time; what came of it stands in the
  /// RevocationBook then. Never refuses. Safe on any thread; completes on one of its own.
  virtual void ask(crypto::IssuedCertificate certificate, Completion<void> done) = 0;
};

}  // namespace guichet::tpp
