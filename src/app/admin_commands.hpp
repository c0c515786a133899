// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace guichet::app {

/// `guichet admin ...`: what operators do. Gives an exit code.
int admin_main(const std::vector<std::string>& arguments);

}  // namespace guichet::app
