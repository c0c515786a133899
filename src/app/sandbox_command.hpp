// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace guichet::app {

/// `guichet sandbox ...`: runs until SIGTERM or SIGINT. Gives the exit code.
int sandbox_main(const std::vector<std::string>& arguments);

}  // namespace guichet::app
