// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "domain/clock.hpp"
#include "domain/outcome.hpp"
#include "http/conversation.hpp"
#include "http/limits.hpp"
#include "http/proxies.hpp"
#include "message/request.hpp"

namespace guichet::http {

/// The certificate chain and key a TLS listener presents, PEM.
struct ServerCertificate {
  std::string chain_pem;
  std::string key_pem;
  /// The issuer's OCSP answer about the leaf, DER, stapled for clients that ask (RFC 6066 8);
  /// empty: none.
  std::string ocsp_answer = {};
};

/// Where and how to listen.
/// Judges a client's certificate while the handshake goes on; `server_name` is the one the client
/// asked for, as it wrote it, perhaps empty. A refusal ends the handshake where TLS has an alert
/// for its code, and is for the conversation to give where it has none. Any thread; must not wait.
using HandshakeJudge = std::function<Outcome<void>(const message::ClientCertificate& presented,
                                                   std::string_view server_name)>;

struct ListenerSettings {
  std::string host;        ///< "127.0.0.1", "::1", "0.0.0.0", "localhost"
  std::uint16_t port = 0;  ///< 0: any free one
  int threads = 2;  ///< each with an io_context and a listening socket of its own (SO_REUSEPORT)
  message::Door door = message::Door::api;
  Limits limits;
  HandshakeJudge judge;  ///< empty: certificates are requested, not demanded, and pass unjudged
  Proxies proxies;       ///< their connections begin with a PROXY header, within limits.handshake
  ProxyComplaints::Tell proxy_complaint;  ///< empty: nobody is told of one without
};

/// A listening server. TLS 1.3, and 1.2 with ECDHE and AEAD; a client certificate is requested
/// or, with a judge, demanded. A client without SNI is served on loopback addresses
/// only. No session tickets, ALPN http/1.1.
class Listener {
 public:
  /// Binds at once; nothing is answered before start(). Refuses with Code::internal and a `said` of
  /// one line fit for a terminal ("127.0.0.1:8443 is already in use ..."). `certificate` null:
  /// plain HTTP. `clock` gives Date and, like `conversation`, outlives the listener.
  static Outcome<std::unique_ptr<Listener>> bind(ListenerSettings settings,
                                                 const ServerCertificate* certificate,
                                                 Conversation& conversation, const Clock& clock);
  ~Listener();

  std::uint16_t port() const;
  /// Connections open now. Any thread.
  std::size_t connections() const;
  void start();
  /// New connections get this certificate from now on. Any thread.
  Outcome<void> replace_certificate(const ServerCertificate& certificate);
  /// Stops accepting and closes idle connections; requests in flight go on. Returns at once.
  void wind_down();
  /// Comes after wind_down(): waits for the requests in flight, closes at `deadline` whatever is
  /// left, and ends the threads. Connections that were closed so keep their coroutines until the
  /// listener is destroyed.
  void finish(std::chrono::steady_clock::time_point deadline);

 private:
  struct State;
  explicit Listener(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace guichet::http
