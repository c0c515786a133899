// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "domain/clock.hpp"
#include "message/response.hpp"

namespace guichet::http {

/// "Date: Sun, 06 Nov 1994 08:49:37 GMT" with its CRLF, written anew once a second. One thread.
class DateLine {
 public:
  /// `clock` outlives this.
  explicit DateLine(const Clock& clock) : clock_(&clock) {}
  const std::string& now();

 private:
  const Clock* clock_;
  std::chrono::sys_seconds second_{std::chrono::seconds{-1}};
  std::string line_;
};

/// How a response is put on the wire.
struct Delivery {
  bool without_body = false;  ///< to HEAD: the length is told, the body is not
  bool closes = false;        ///< says "Connection: close"
};

/// Adds to `wire` what goes before the body of `response`, as HTTP/1.1 bytes (RFC 9112 4). A line
/// end in a field of ours becomes a blank, so that no value can begin a field of its own.
void append_head(std::string& wire, const message::Response& response, std::string_view date_line,
                 Delivery delivery);

/// What follows the head; lives as long as `response`.
std::string_view body_on_wire(const message::Response& response, Delivery delivery);

}  // namespace guichet::http
