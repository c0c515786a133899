// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace guichet::app {

/// `guichet admin quotas`: the counters of batch accesses and what moved each of them, of a gateway
/// that runs or that is stopped. `arguments` begins behind the word. Returns the exit code.
int admin_quotas(const std::vector<std::string>& arguments);

}  // namespace guichet::app
