// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "domain/clock.hpp"
#include "domain/outcome.hpp"

namespace guichet::store {

/// Ends every token, code and journey in the database and puts its clock's mark at `now` at least;
/// for books that a backup took the place of. No program may be serving it. Refuses with
/// store_unavailable; `detail` is one line for the operator. Blocks until it is on disk.
Outcome<void> void_tokens(const std::filesystem::path& database, Instant now);

}  // namespace guichet::store
