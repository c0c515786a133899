// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/token_purge.hpp"

#include "store/sqlite/connection.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/sqlite_failure.hpp"
#include "store/sqlite/store_lock.hpp"

namespace guichet::store {

Outcome<void> void_tokens(const std::filesystem::path& database, Instant now) {
  // A connection would make the file.
  if (std::error_code error; !std::filesystem::is_regular_file(database, error))
    return not_opened(database, "it is not there", "name the data directory of the gateway");
  try {
    const auto lock = StoreLock::take(database);
    if (!lock) return std::unexpected(lock.error());
    Connection connection(database, {});
    GUICHET_CHECK(ready, make_ready(connection, database));
    const std::string mark = std::to_string(now.time_since_epoch().count());
    connection.execute(
        "BEGIN IMMEDIATE; DELETE FROM authorization_code; DELETE FROM access_grant; "
        "DELETE FROM journey; INSERT INTO clock_mark (only, at_ms) VALUES (1, " +
        mark + ") ON CONFLICT DO UPDATE SET at_ms = " + mark + " WHERE at_ms < " + mark +
        "; COMMIT");
    return {};
  } catch (const SqliteFailure& failure) {
    return not_opened(database, failure.what(), "check the disk and the rights of this user");
  }
}

}  // namespace guichet::store
