// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "domain/outcome.hpp"
#include "http/listener.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace guichet::http {

/// What all TLS connections of a listener have in common: certificate, versions, ciphers.
/// Immutable; safe on any thread. Connections keep what they need of it alive.
class TlsContext {
 public:
  /// Refuses with internal what cannot be read, or a key that is not the certificate's. `judge` as
  /// in ListenerSettings.
  static Outcome<std::shared_ptr<const TlsContext>> make(const ServerCertificate& certificate,
                                                         HandshakeJudge judge);

  struct FreeConnection {
    void operator()(ssl_st* connection) const;
  };
  using ConnectionHandle = std::unique_ptr<ssl_st, FreeConnection>;

  /// The server's end of a connection on `socket`, which stays the caller's.
  ConnectionHandle new_connection(int socket) const;

 private:
  struct FreeContext {
    void operator()(ssl_ctx_st* context) const;
  };
  using ContextHandle = std::unique_ptr<ssl_ctx_st, FreeContext>;

  TlsContext(ContextHandle context, std::string ocsp_answer, HandshakeJudge judge);

  std::string ocsp_answer_;
  HandshakeJudge judge_;
  ContextHandle context_;
};

}  // namespace guichet::http
