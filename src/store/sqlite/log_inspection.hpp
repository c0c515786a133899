// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "domain/outcome.hpp"

namespace guichet::store {

/// Reads FILE-wal before SQLite does. A torn end is normal after a crash: SQLite drops it, and
/// nothing in it was acknowledged. But SQLite also drops, without a word, all that follows a
/// damaged place in the middle, and that was acknowledged. So this refuses with store_unavailable
/// if at least two commits of the same run of the log follow the first frame whose checksum is
/// wrong; a torn end is never longer than one. `detail` is one line for the operator. Format:
/// SQLite "Database File Format" 4.
Outcome<void> inspect_log(const std::filesystem::path& database);

}  // namespace guichet::store
