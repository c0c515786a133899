// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/schema.hpp"

#include <cstdint>
#include <string>

#include "store/sqlite/migrations.hpp"
#include "store/sqlite/sqlite_failure.hpp"

namespace guichet::store {
namespace {

Outcome<void> check_owner(Connection& connection, const std::filesystem::path& file) {
  const std::int64_t mark = connection.number_from("PRAGMA application_id");
  if (mark == application_id) return {};
  const bool is_new =
      mark == 0 && connection.number_from("SELECT count(*) FROM sqlite_schema") == 0;
  if (is_new) return {};
  return not_opened(file, "it belongs to another program",
                    "name another file for the database of guichet");
}

Outcome<void> check_age(Connection& connection, const std::filesystem::path& file) {
  const std::int64_t has = connection.number_from("PRAGMA user_version");
  const int known = migration_files().back().number();
  if (has <= known) return {};
  return not_opened(file,
                    "its schema is number " + std::to_string(has) + ", this program knows " +
                        std::to_string(known),
                    "start the newer program, or restore a backup made before it ran");
}

Outcome<void> check_health(Connection& connection, const std::filesystem::path& file) {
  std::string finding = connection.text_from("PRAGMA quick_check(1)");
  if (finding == "ok") return {};
  for (char& letter : finding)
    if (letter == '\n') letter = ' ';
  return not_opened(file, "it is damaged: " + finding, "restore a backup");
}

Outcome<void> check_steps(Connection& connection, const std::filesystem::path& file) {
  const std::int64_t has = connection.number_from("PRAGMA user_version");
  if (has == 0) return {};
  Statement applied = connection.prepare("SELECT checksum FROM schema_migration WHERE number = ?1");
  for (const MigrationFile& step : migration_files()) {
    if (step.number() > has) break;
    auto rows = applied.run(std::int64_t{step.number()});
    if (!rows.next() || rows.text(0) != step.checksum())
      return not_opened(file,
                        "its schema was not made by " + std::string(step.name) + " of this program",
                        "start the program that made it, or restore a backup");
  }
  return {};
}

void apply(Connection& connection, const MigrationFile& step) {
  connection.execute("BEGIN IMMEDIATE");
  connection.execute(std::string(step.content));
  connection.prepare("INSERT INTO schema_migration (number, name, checksum) VALUES (?1, ?2, ?3)")
      .execute(std::int64_t{step.number()}, step.name, step.checksum());
  connection.execute("PRAGMA application_id = " + std::to_string(application_id));
  connection.execute("PRAGMA user_version = " + std::to_string(step.number()));
  connection.execute("COMMIT");
}

Outcome<void> look_and_set(Connection& connection, const std::filesystem::path& file) {
  GUICHET_CHECK(owner, check_owner(connection, file));
  GUICHET_CHECK(age, check_age(connection, file));
  GUICHET_CHECK(health, check_health(connection, file));
  if (connection.text_from("PRAGMA journal_mode = WAL") != "wal")
    return not_opened(file, "it cannot keep a write-ahead log there", "put it on a local disk");
  // The log is cut back to 64 MB after a burst.
  connection.execute(
      "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;"
      "PRAGMA cache_size = -65536");
  GUICHET_CHECK(steps, check_steps(connection, file));
  const std::int64_t has = connection.number_from("PRAGMA user_version");
  for (const MigrationFile& step : migration_files())
    if (step.number() > has) apply(connection, step);
  return {};
}

}  // namespace

Outcome<void> make_ready(Connection& connection, const std::filesystem::path& file) {
  try {
    return look_and_set(connection, file);
  } catch (const SqliteFailure& failure) {
    return not_opened(file, failure.what(),
                      failure.ends_trust() ? "if it is a database of guichet, restore a backup"
                                           : "check the disk and the rights of this user");
  }
}

void set_for_reading(Connection& connection) {
  connection.execute("PRAGMA query_only = ON; PRAGMA cache_size = -16384");
}

Outcome<Connection> open_for_inspection(const std::filesystem::path& file) {
  if (std::error_code error; !std::filesystem::is_regular_file(file, error))
    return not_opened(file, "it is not there", "name the data directory of the gateway");
  Connection connection = Connection::for_inspection(file);
  GUICHET_CHECK(owner, check_owner(connection, file));
  const std::int64_t has = connection.number_from("PRAGMA user_version");
  if (has != migration_files().back().number())
    return not_opened(file,
                      "its schema is number " + std::to_string(has) + ", this program knows " +
                          std::to_string(migration_files().back().number()),
                      "use the program that serves it");
  set_for_reading(connection);
  return connection;
}

std::unexpected<Refusal> not_opened(const std::filesystem::path& file, const std::string& what,
                                    const std::string& remedy) {
  return refuse(Code::store_unavailable, {}, file.string() + ": " + what + "; " + remedy);
}

}  // namespace guichet::store
