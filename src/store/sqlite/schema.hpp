// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "domain/outcome.hpp"
#include "store/sqlite/connection.hpp"

namespace guichet::store {

/// The mark of our databases in SQLite's header: "GUIC".
inline constexpr int application_id = 0x47554943;

/// Looks at `file` and refuses what is not ours to open: another program's file, a newer schema, a
/// changed step, damage. Then brings the schema up to date and sets the connection for durable
/// writes (WAL, synchronous=FULL). Refuses with store_unavailable; `detail` is one line that names
/// the file, what is wrong and the remedy.
Outcome<void> make_ready(Connection& connection, const std::filesystem::path& file);

/// Sets a further connection to a file that make_ready has passed.
void set_for_reading(Connection& connection);

/// Opens a database that another program may be serving, to look at it: it takes no lock, writes
/// nothing, and keeps nobody from writing. Refuses with store_unavailable what is not there, not
/// ours, or of another schema than this program's; throws SqliteFailure.
Outcome<Connection> open_for_inspection(const std::filesystem::path& file);

/// How a failure to open `file` is told to the operator.
std::unexpected<Refusal> not_opened(const std::filesystem::path& file, const std::string& what,
                                    const std::string& remedy);

}  // namespace guichet::store
