// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "client/application.hpp"
#include "client/failure.hpp"
#include "client/url.hpp"
#include "message/headers.hpp"
#include "message/request.hpp"

namespace guichet::client {

/// An answer of the other side, untouched: redirects are not followed, nothing is decoded.
struct Answer {
  int status = 0;
  message::Headers headers;
  std::string body;
  std::string sent;  ///< the request head and body, byte by byte as they left
};

/// As whom a request is made.
enum class Caller {
  tpp,     ///< with the QWAC in TLS
  browser  ///< without a certificate, as a customer's browser
};

/// One HTTP/1.1 client; connections are kept open between requests. One thread.
class Transport {
 public:
  /// Names, certificates and the address to connect to come from `application`. `patience` bounds a
  /// whole request.
  explicit Transport(const Application& application,
                     std::chrono::seconds patience = std::chrono::seconds{30});
  ~Transport();

  /// Sends `request` (method, target, headers, body) to the origin of `to`. The headers Host and
  /// Content-Length are added. Fails with Trouble::unreachable when nobody answers, with
  /// Trouble::answer when TLS is refused or an answer is larger than 64 MiB.
  Result<Answer> send(const Url& to, const message::Request& request, Caller caller);

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace guichet::client
