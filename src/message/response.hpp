// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "domain/outcome.hpp"
#include "message/headers.hpp"

namespace guichet::message {

/// A response as plain values. http/ adds Date, Content-Length and Connection.
struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  bool has_date = false;  ///< `headers` hold the Date already
  bool close = false;     ///< close the connection after this response
  /// Why the customer is sent away, where a redirect tells so. For the log; never sent.
  std::optional<Refusal> refusal = {};
};

/// The reason phrase of RFC 9110 for `status`; "Unknown" for others.
const char* reason_of(int status);

}  // namespace guichet::message
