// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "domain/clock.hpp"
#include "domain/outcome.hpp"

namespace guichet::store {

/// Writes what is committed in `database`, and the instant `at`, to `file`, whose folder is made
/// and which is replaced as a whole. Does not hold up the writer. Refuses with store_unavailable.
Outcome<void> save_snapshot(const std::filesystem::path& database,
                            const std::filesystem::path& file, Instant at);

/// Puts the books of `database` back to what `file` holds, in one transaction, and gives its
/// instant. What is remembered of the books in memory is for the caller to forget. Refuses, and
/// changes nothing, with route_unknown when there is no such file, and with store_unavailable when
/// it is damaged or of another schema.
Outcome<Instant> restore_snapshot(const std::filesystem::path& database,
                                  const std::filesystem::path& file);

}  // namespace guichet::store
