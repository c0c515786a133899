// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/clock.hpp"

namespace guichet::record {

/// What we keep of one request. No secrets: the path has no query, IBANs are masked, tokens never
/// enter.
struct Event {
  Instant at{};
  std::string_view door;  ///< "api" or "web"
  std::string method;
  std::string path;
  std::string host;
  std::string_view establishment;  ///< code, of the table of establishments
  std::string tpp;                 ///< organizationIdentifier, once the certificate is judged
  std::string x_request_id;
  int status = 0;
  /// Of a refusal that a redirect tells, the status that it would have had as an answer; else 0.
  /// The line's level is that of the graver of both.
  int told_status = 0;
  std::string_view code;  ///< name of the refusal, of the table of refusals; empty if there is none
  std::string detail;     ///< private detail of the refusal
  bool batch = false;
  bool psu_ip_suspect = false;  ///< the customer's address is one that nobody has on the Internet
  bool alarm = false;           ///< a key or a token is in the wrong hands
  std::chrono::microseconds took{};
};

/// The checks of a request, for the inspector. Their names are those of the table of steps:
/// "certificate", "token", "signature".
struct Verdicts {
  std::vector<std::string_view> passed;  ///< in order
  std::string_view failed;               ///< the check that answered; empty if all passed
  std::string refusal;                   ///< its refusal's name and what it said
};

}  // namespace guichet::record
