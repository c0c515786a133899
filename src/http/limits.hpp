// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>

namespace guichet::http {

/// What is borne of clients, sizes in bytes. The defaults are the contract's.
struct Limits {
  std::size_t request_line = 8 * 1024;
  std::size_t header_field = 8 * 1024;
  std::size_t header_count = 100;
  std::size_t header_block = 32 * 1024;
  std::chrono::milliseconds handshake{5'000};
  std::chrono::milliseconds headers{
      10'000};  ///< from the first byte of a request to the end of its headers
  std::chrono::milliseconds body_grace{5'000};  ///< after which a body must come at body_rate
  std::size_t body_rate = 1024;                 ///< bytes a second
  std::chrono::milliseconds write_stall{30'000};
  std::chrono::milliseconds idle{60'000};   ///< keep-alive
  std::chrono::milliseconds linger{2'000};  ///< for the last answer to be read before we close
  std::size_t connections = 20'000;
  /// Takes requests of HTTP/1.0 that name their host, each on a connection of its own: as
  /// `openssl ocsp` and a proxy in front may send them. Else they are refused with http_version.
  bool takes_http_1_0 = false;
};

}  // namespace guichet::http
