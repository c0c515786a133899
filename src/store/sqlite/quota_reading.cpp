// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/quota_reading.hpp"

#include <cstdint>
#include <string>

#include "store/kept_day.hpp"
#include "store/kept_moves.hpp"
#include "store/sqlite/migrations.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/sqlite_failure.hpp"
#include "store/sqlite/sweeper.hpp"

namespace guichet::store {
QuotaReading::QuotaReading(Connection& connection)
    : counters_(connection.prepare(
          "SELECT establishment, day_paris, tpp, psu, subject, method, moves, taken "
          "FROM batch_access WHERE (?1 IS NULL OR establishment = ?1) "
          "AND (?2 = 0 OR day_paris = ?2) AND (?3 IS NULL OR tpp = ?3) "
          "AND (?4 IS NULL OR psu = ?4) "
          "ORDER BY establishment, day_paris, tpp, psu, subject, method LIMIT ?5")) {}

std::vector<QuotaCounter> QuotaReading::counters(const QuotaFilter& filter, std::size_t limit) {
  std::vector<QuotaCounter> found;
  auto rows =
      counters_.run(filter.establishment, filter.day ? kept_form_of(*filter.day) : std::int64_t{0},
                    filter.tpp, filter.psu, static_cast<std::int64_t>(limit));
  while (rows.next()) {
    QuotaCounter counter;
    counter.key = {rows.text(0), rows.text(2), rows.text(3), rows.text(4), rows.text(5)};
    counter.day = day_kept_as(rows.number(1));
    counter.moves = read_moves(rows.text(6));
    counter.taken = static_cast<int>(rows.number(7));
    found.push_back(std::move(counter));
  }
  return found;
}

std::int64_t newest_kept_day(Connection& connection) {
  return connection.number_from(
      std::string(counted_establishments) +
      "SELECT max((SELECT max(day_paris) FROM batch_access WHERE establishment = code)) "
      "FROM counted");
}

namespace {

/// The newest day of a counter that fits, in the form in which days are kept; 0 if there is none.
std::int64_t newest_day_of(Connection& connection, const QuotaFilter& filter) {
  if (!filter.establishment && !filter.tpp && !filter.psu) return newest_kept_day(connection);
  Statement newest = connection.prepare(
      "SELECT max(day_paris) FROM batch_access WHERE (?1 IS NULL OR establishment = ?1) "
      "AND (?2 IS NULL OR tpp = ?2) AND (?3 IS NULL OR psu = ?3)");
  auto rows = newest.run(filter.establishment, filter.tpp, filter.psu);
  return rows.next() ? rows.number(0) : 0;
}

}  // namespace

Outcome<std::vector<QuotaCounter>> look_at_counters(const std::filesystem::path& file,
                                                    QuotaFilter filter, std::size_t limit) {
  // A connection would make the file.
  if (std::error_code error; !std::filesystem::is_regular_file(file, error))
    return not_opened(file, "it is not there", "name the data directory");
  try {
    Connection connection(file, {});
    set_for_reading(connection);
    if (connection.number_from("PRAGMA application_id") != application_id)
      return not_opened(file, "it is no database of guichet", "name its data directory");
    const int known = migration_files().back().number();
    if (connection.number_from("PRAGMA user_version") != known)
      return not_opened(file, "it was made by another version of guichet",
                        "use the program that runs on it");
    connection.execute("BEGIN");
    if (!filter.day)
      if (const std::int64_t newest = newest_day_of(connection, filter))
        filter.day = day_kept_as(newest);
    return QuotaReading(connection).counters(filter, limit);
  } catch (const SqliteFailure& failure) {
    return not_opened(file, failure.what(), "check the path and the rights of this user");
  }
}

}  // namespace guichet::store
