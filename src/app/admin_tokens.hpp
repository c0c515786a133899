// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace guichet::app {

/// `guichet admin tokens void`: ends every token and code, for books that are a backup's. Gives the
/// exit code.
int admin_tokens(const std::vector<std::string>& arguments);

}  // namespace guichet::app
