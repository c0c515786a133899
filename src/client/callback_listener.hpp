// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "client/failure.hpp"
#include "client/url.hpp"

namespace guichet::client {

/// Waits on a loopback redirect URI for the customer's browser to come back (RFC 8252 7.3). One
/// thread.
class CallbackListener {
 public:
  /// Opens the port of `redirect_uri`, which must be plain HTTP on this machine. Fails when it is
  /// taken.
  static Result<CallbackListener> open(const Url& redirect_uri);
  CallbackListener(CallbackListener&& other) noexcept;
  CallbackListener& operator=(CallbackListener&&) = delete;
  ~CallbackListener();

  /// The request-target of the first GET on the redirect URI's path that carries a query; the
  /// browser gets a short page. Everything else (a favicon, a connection opened in advance) is
  /// answered or left waiting.
  Result<std::string> wait(std::chrono::seconds patience);

  /// The port listened on; of use when the redirect URI says 0.
  int port() const;

 private:
  CallbackListener(int socket, std::string path) : socket_(socket), path_(std::move(path)) {}

  int socket_;
  std::string path_;
};

/// The target of a GET in the head of an HTTP request; empty if it is something else or not
/// complete.
std::string target_of_get(std::string_view head);

}  // namespace guichet::client
