// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "http/proxy_header.hpp"

namespace guichet::http {

/// Takes the PROXY header off a connected, non-blocking socket, and not a byte more: what follows
/// is for OpenSSL, which reads the socket itself. Never waits. One thread.
class ProxyGreeting {
 public:
  enum class State {
    waits,  ///< call again when the socket is readable
    heard,
    wrong,  ///< this is no header
    gone    ///< the other end has closed
  };
  State hear(int socket);

  /// Once heard: as in ProxyHeader.
  const std::optional<boost::asio::ip::address>& client() const { return client_; }
  /// Some bytes of it have come.
  bool has_begun() const { return !held_.empty(); }

 private:
  std::string held_;  ///< taken off the socket
  std::optional<boost::asio::ip::address> client_;
};

}  // namespace guichet::http
