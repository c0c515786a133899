// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "connection.hpp"

namespace guichet::bench {

/// How hard and how long.
struct Load {
  int connections = 64;
  std::chrono::nanoseconds warm_up{};
  std::chrono::nanoseconds measured{};
  double rate =
      0;  ///< requests a second from a clock; 0: each connection sends when it has its answer
  std::vector<int> watched;  ///< processes of the server, for its processor time
};

/// What was seen between the warm-up and the end.
struct Findings {
  std::vector<std::int64_t> latencies_ns;  ///< with a rate: from the moment a request was due
  std::map<int, std::int64_t> statuses;
  std::int64_t broken_connections = 0;
  std::int64_t not_sent = 0;  ///< due, and no connection was free before the end
  std::int64_t server_processor_ns = 0;
  std::int64_t own_processor_ns = 0;
};

/// Sends `requests` in turn, on one thread. Throws runtime_error if the server cannot be reached or
/// breaks connections again and again.
Findings drive(const Target& target, const std::vector<std::string>& requests, const Load& load);

}  // namespace guichet::bench
