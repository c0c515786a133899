// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace guichet::app {

/// Runs `guichet tpp ARGUMENTS...`, the reference TPP, and gives the exit code: 0 done, 1 refused
/// or failed, 2 usage, 69 when the bank does not answer.
int tpp_main(const std::vector<std::string>& arguments);

}  // namespace guichet::app
