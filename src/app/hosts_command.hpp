// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace guichet::app {

/// `guichet hosts`: a hosts-file block with the names of all establishments; of a data directory,
/// with those that its configuration and the establishments' own files give. Gives the exit code.
int hosts_main(const std::vector<std::string>& arguments);

}  // namespace guichet::app
