// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace guichet::app {

// Exit codes of the contract.
inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_unreachable = 69;
inline constexpr int exit_try_again = 75;
inline constexpr int exit_configuration = 78;

/// Runs `guichet ARGUMENTS...` and gives the exit code.
int run_command(const std::vector<std::string>& arguments);

}  // namespace guichet::app
