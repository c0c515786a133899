// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace guichet::app {

/// `guichet check-bank URL ...`: checks a bank's own service against api/core-banking-1.yaml.
/// `arguments` is what follows the command's name; gives the exit code.
int check_bank_main(const std::vector<std::string>& arguments);

/// `guichet demo-bank ...`: the personas' bank as such a service, a process of its own.
int demo_bank_main(const std::vector<std::string>& arguments);

}  // namespace guichet::app
