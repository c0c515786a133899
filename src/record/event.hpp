// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/clock.hpp"

namespace guichet::record {

/// What we keep of one request. No secrets: the path has no query, IBANs are masked, tokens never
/// enter.
struct Event {
  Instant at{};
  std::string door;  ///< "api" or "web"
  std::string method;
  std::string path;
  std::string host;
  std::string establishment;
  std::string tpp;  ///< organizationIdentifier, once the certificate is judged
  std::string x_request_id;
  int status = 0;
  std::string code;    ///< name of the refusal, empty on success
  std::string detail;  ///< private detail of the refusal
  bool batch = false;
  std::chrono::microseconds took{};
};

/// One check of a request and what came of it, for the inspector.
struct Verdict {
  std::string_view check;  ///< "certificate", "token", "signature", ...: of the step's table
  std::string outcome;     ///< "passed", or the refusal's name and what it said
};

}  // namespace guichet::record
