// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace guichet::app {

/// `guichet import camt053 FILE...`; gives the exit code.
int import_main(const std::vector<std::string>& arguments);

}  // namespace guichet::app
