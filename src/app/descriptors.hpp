// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace guichet::app {

/// Raises the number of files and sockets that this process may have open to the most it may give
/// itself (the soft RLIMIT_NOFILE to the hard one), and returns what it may have now.
std::uint64_t raise_descriptor_limit();

}  // namespace guichet::app
