// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "domain/outcome.hpp"

namespace guichet::store {

/// Reads FILE-wal before SQLite does. Gives the byte at which a torn end begins, if there is one:
/// it is normal after a crash, SQLite drops it, and nothing in it was acknowledged (row 256). But
/// SQLite also drops, without a word, all that follows a damaged place in the middle, and that was
/// acknowledged. So this refuses with store_unavailable if at least two commits of the same run of
/// the log follow the first frame whose checksum is wrong; a torn end is never longer than one.
/// `detail` is one line for the operator. Format: SQLite "Database File Format" 4.
Outcome<std::optional<std::uint64_t>> inspect_log(const std::filesystem::path& database);

}  // namespace guichet::store
