// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "http/tls.hpp"
#include "message/request.hpp"

namespace guichet::http {

/// Why a stream got no further.
enum class Wants {
  nothing,   ///< done
  readable,  ///< go on when the socket is readable
  writable,  ///< go on when the socket is writable
  end        ///< there is no more to come: closed by the other end, or broken
};

/// Bytes over a connected, non-blocking socket, in TLS or (on the web door) plain. Never waits:
/// what cannot be done now is said, and waiting is the caller's. One thread. SIGPIPE must be
/// ignored.
class TlsStream {
 public:
  /// `socket` is the caller's and outlives this. `context` null: plain.
  TlsStream(int socket, const TlsContext* context);

  bool is_secure() const { return connection_ != nullptr; }
  Wants shake_hands();

  struct Moved {
    std::size_t bytes;
    Wants wants;  ///< nothing if any bytes moved on reading, or all did on writing
  };
  Moved read(std::span<char> into);
  Moved write(std::string_view bytes);
  /// Bytes have been taken from the socket and not yet been read.
  bool has_pending() const;

  /// Says that nothing more will be written (close_notify, then FIN) and forgets the TLS state.
  void finish();

  /// After the handshake: SNI in lower case, empty if none.
  std::string server_name() const;
  /// After the handshake: null if none was presented.
  std::shared_ptr<const message::ClientCertificate> client_certificate() const;

 private:
  Wants wants_after(int answer);

  int socket_;
  TlsContext::ConnectionHandle connection_;
  bool broken_ = false;  ///< after which OpenSSL must not be asked to say good-bye
};

}  // namespace guichet::http
