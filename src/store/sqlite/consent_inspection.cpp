// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/consent_inspection.hpp"

#include "store/sqlite/consent_reading.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/sqlite_failure.hpp"

namespace guichet::store {

Outcome<std::vector<ConsentHistory>> inspect_consents(const std::filesystem::path& database,
                                                      const ConsentKey& wanted) {
  try {
    GUICHET_TRY(connection, open_for_inspection(database));
    ConsentReading reading(connection);
    connection.execute("BEGIN");
    std::vector<ConsentHistory> found;
    for (ConsentKey& key : reading.keys(wanted)) {
      auto versions = reading.all(key);
      found.push_back({std::move(key), std::move(versions)});
    }
    return found;
  } catch (const SqliteFailure& failure) {
    return not_opened(database, failure.what(), "check the disk and the rights of this user");
  }
}

}  // namespace guichet::store
