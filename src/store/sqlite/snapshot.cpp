// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/snapshot.hpp"

#include <array>
#include <string>
#include <string_view>
#include <system_error>

#include "store/sqlite/connection.hpp"
#include "store/sqlite/sqlite_failure.hpp"

namespace guichet::store {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 16> tables_of_the_books{
    "authorization_code", "access_grant", "consent_version", "consent_account",
    "batch_access",       "tpp",          "tpp_role",        "tpp_redirect_uri",
    "tpp_seal",           "tpp_key_id",   "tpp_qwac",        "failed_try",
    "failed_source",      "journey",      "challenge_count", "data_access"};

std::string quoted(const fs::path& file) {
  std::string text = "'";
  for (const char c : file.string()) text += c == '\'' ? "''" : std::string(1, c);
  return text + "'";
}

std::unexpected<Refusal> failed(const fs::path& file, const std::string& why) {
  return refuse(Code::store_unavailable, {}, "the snapshot " + file.string() + ": " + why);
}

std::string replacement_of_all_rows() {
  std::string sql = "BEGIN IMMEDIATE;";
  for (const std::string_view table : tables_of_the_books) {
    const std::string name(table);
    sql += "DELETE FROM main." + name + ";INSERT INTO main." + name + " SELECT * FROM saved." +
           name + ";";
  }
  return sql + "COMMIT;";
}

}  // namespace

Outcome<void> save_snapshot(const fs::path& database, const fs::path& file, Instant at) {
  const fs::path partial = file.string() + ".new";
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  fs::remove(partial, error);
  try {
    Connection(database, {}).execute("VACUUM INTO " + quoted(partial));
    Connection(partial, {})
        .execute(
            "CREATE TABLE snapshot (at_ms INTEGER NOT NULL) STRICT; INSERT INTO snapshot VALUES (" +
            std::to_string(at.time_since_epoch().count()) + ")");
  } catch (const SqliteFailure& failure) {
    fs::remove(partial, error);
    return failed(file, failure.what());
  }
  fs::permissions(partial, fs::perms::owner_read | fs::perms::owner_write, error);
  if (!error) fs::rename(partial, file, error);
  if (error) return failed(file, error.message());
  return {};
}

Outcome<Instant> restore_snapshot(const fs::path& database, const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error))
    return refuse(Code::route_unknown, "There is no snapshot of this name; POST it first.");
  try {
    Connection connection(database, {});
    connection.execute("ATTACH " + quoted(file) + " AS saved");
    if (connection.number_from("PRAGMA main.user_version") !=
        connection.number_from("PRAGMA saved.user_version"))
      return failed(file, "it was made by another version of guichet; make it anew");
    const Instant at{
        std::chrono::milliseconds{connection.number_from("SELECT at_ms FROM saved.snapshot")}};
    connection.execute(replacement_of_all_rows());  // undone by closing if a step fails
    return at;
  } catch (const SqliteFailure& failure) {
    return failed(file, failure.what());
  }
}

}  // namespace guichet::store
