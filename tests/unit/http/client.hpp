// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "certificates.hpp"

struct ssl_st;
struct ssl_ctx_st;

namespace guichet::http {

/// What came back for one request.
struct Answer {
  int status = 0;
  std::string head;
  std::string body;

  /// The value of a field, letter by letter; empty if there is none.
  std::string field(const std::string& name) const;
};

/// How a client shakes hands.
struct Greeting {
  std::string server_name = "www.17515.sandbox.api.localhost";  ///< empty: none
  std::string alpn;                                             ///< as on the wire: "\x08http/1.1"
  int highest_version = 0;                                      ///< as OpenSSL names it; 0: any
  std::string ciphers_of_1_2;                                   ///< empty: OpenSSL's
  const Identity* identity = nullptr;
};

/// A blocking client of a server on 127.0.0.1, in TLS or plain. Every wait of its ends after ten
/// seconds.
class Client {
 public:
  /// Plain.
  explicit Client(std::uint16_t port);
  /// In TLS; handshaken() says what came of it.
  Client(std::uint16_t port, const Greeting& greeting);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();

  bool handshaken() const { return handshaken_; }
  std::string version() const;
  std::string cipher() const;
  std::string alpn() const;
  std::string server_certificate_der() const;
  bool can_resume() const;
  /// The number of the alert that the server ended with; 0 if none.
  int alert() const { return alert_; }

  void send(std::string_view bytes);
  /// The next answer, complete; status 0 if the connection ended before. `to_head`: has no body.
  Answer read_answer(bool to_head = false);
  /// A request without more fields than Host, and its answer.
  Answer get(const std::string& target);
  /// Everything up to the end of the connection; nothing if it did not end.
  std::optional<std::string> read_to_the_end();
  /// True if something arrives, or the connection ends, in that time.
  bool hears_something_within(std::chrono::milliseconds time) const;
  int socket() const { return socket_; }

 private:
  int read(char* into, std::size_t size);

  int socket_ = -1;
  ssl_ctx_st* context_ = nullptr;
  ssl_st* connection_ = nullptr;
  bool handshaken_ = false;
  int alert_ = 0;
  std::string received_;
};

/// "GET target" with Host and these further fields.
std::string get_request(const std::string& target, const std::string& fields = "");

}  // namespace guichet::http
