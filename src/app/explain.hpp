// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace guichet::app {

/// `guichet explain CODE` and `--list`: the table of refusals, offline, in English, in French or in
/// both. Gives the exit code.
int explain_main(const std::vector<std::string>& arguments);

}  // namespace guichet::app
