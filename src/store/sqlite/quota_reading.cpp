// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/quota_reading.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "store/sqlite/migrations.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/sqlite_failure.hpp"
#include "store/sqlite/sweeper.hpp"

namespace guichet::store {
namespace {

std::string_view next_word(std::string_view& line) {
  const std::size_t blank = line.find(' ');
  const std::string_view word = line.substr(0, blank);
  line.remove_prefix(blank == std::string_view::npos ? line.size() : blank + 1);
  return word;
}

std::optional<QuotaMove> read_move(std::string_view line) {
  const std::string_view at = next_word(line);
  std::int64_t at_ms = 0;
  const auto [end, error] = std::from_chars(at.data(), at.data() + at.size(), at_ms);
  if (error != std::errc{} || end != at.data() + at.size()) return std::nullopt;
  const std::string_view units = next_word(line);
  QuotaMove move;
  if (units == "+1") {
    move.units = 1;
  } else if (units == "-1") {
    move.units = -1;
    move.why = next_word(line);
  } else {
    return std::nullopt;
  }
  move.call = {Instant{std::chrono::milliseconds{at_ms}}, std::string(line)};
  return move;
}

/// The oldest line may be cut off at its beginning: it is left out.
std::vector<QuotaMove> read_moves(std::string_view text) {
  std::vector<QuotaMove> moves;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (auto move = read_move(text.substr(0, end))) moves.push_back(*std::move(move));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return moves;
}

}  // namespace

std::string kept_form_of(const QuotaMove& move) {
  std::string line = std::to_string(move.call.at.time_since_epoch().count());
  line += move.units > 0 ? " +1 " : " -1 ";
  if (move.units < 0) line += move.why + ' ';
  line += move.call.x_request_id;
  line += '\n';
  return line;
}

ParisDay day_kept_as(std::int64_t kept_form) {
  return {std::chrono::year(static_cast<int>(kept_form / 10'000)),
          std::chrono::month(static_cast<unsigned>(kept_form / 100 % 100)),
          std::chrono::day(static_cast<unsigned>(kept_form % 100))};
}

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
      if (const std::int64_t newest = newest_kept_day(connection)) filter.day = day_kept_as(newest);
    return QuotaReading(connection).counters(filter, limit);
  } catch (const SqliteFailure& failure) {
    return not_opened(file, failure.what(), "check the path and the rights of this user");
  }
}

}  // namespace guichet::store
