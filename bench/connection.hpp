// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace guichet::bench {

/// Where to connect and as whom. Files are PEM.
struct Target {
  std::string address = "127.0.0.1";  ///< IPv4
  std::uint16_t port = 0;
  std::string name;         ///< for SNI, and checked against the server's certificate
  std::string authority;    ///< file: who signed the server's certificate
  std::string certificate;  ///< file: the client's chain
  std::string key;          ///< file: the client's key
};

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using Context = std::unique_ptr<SSL_CTX, FreeContext>;

/// The TLS settings of a client of `target`: TLS 1.3, AES-256-GCM, X25519. Throws runtime_error.
Context context_for(const Target& target);

/// One keep-alive connection, one request at a time. Sockets do not block after the handshake.
class Connection {
 public:
  /// Connects and shakes hands before it returns. Throws runtime_error.
  Connection(const Target& target, SSL_CTX& context);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  enum class Progress { waiting, answered, broken };

  int descriptor() const { return socket_; }
  /// Sends a whole request; false if the connection is broken.
  bool send(std::string_view request);
  /// Takes what has arrived. After `answered`, status() is that of the response.
  Progress receive();
  int status() const { return status_; }

 private:
  struct FreeSession {
    void operator()(SSL* session) const { SSL_free(session); }
  };

  /// True if the response in `arrived_` is complete.
  bool response_is_complete();

  int socket_ = -1;
  std::unique_ptr<SSL, FreeSession> session_;
  std::string arrived_;
  std::size_t expected_ = 0;  ///< length of head and body, once the head is there
  int status_ = 0;
  bool closing_ = false;
};

}  // namespace guichet::bench
