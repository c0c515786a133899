// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "client/transport.hpp"

namespace guichet::client {

/// What a bank's refusal says, out of its body and headers.
struct RefusalAnswer {
  int status = 0;
  std::string code;     ///< "CONSENT_MISSING", "invalid_grant"; empty if the bank gives none
  std::string message;  ///< the rest of its message
  std::string help;     ///< Link rel="help", or error_uri
  std::string monitor;  ///< Link rel="monitor": a sandbox's page about this request
  std::string request_id;
  std::string retry_after;  ///< seconds, as sent
};

/// Reads STET's ErrorModel ("CODE: text" in message) and the OAuth form (RFC 6749 5.2). Other
/// bodies leave code and message empty.
RefusalAnswer read_refusal(const Answer& answer);

}  // namespace guichet::client
