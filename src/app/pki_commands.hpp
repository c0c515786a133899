// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace guichet::app {

/// Runs `guichet pki ARGUMENTS...`, test certificates of the sandbox's own authority, and gives the
/// exit code.
int pki_main(const std::vector<std::string>& arguments);

}  // namespace guichet::app
