// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "record/log.hpp"

namespace guichet::app {

/// Gives this process the files and sockets that `listeners` full of connections need, as far as it
/// may, and says in the log when it may not.
void make_room_for_connections(std::uint64_t listeners, record::Log& log);

/// Raises the number of files and sockets that this process may have open to the most it may give
/// itself (the soft RLIMIT_NOFILE to the hard one), and returns what it may have now.
std::uint64_t raise_descriptor_limit();

}  // namespace guichet::app
