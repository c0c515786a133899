// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sqlite_quota_book.hpp"

#include <cstdint>
#include <string>
#include <utility>

#include "store/kept_day.hpp"
#include "store/kept_moves.hpp"

namespace guichet::store {
namespace {

constexpr const char* of_this_key_and_day =
    "WHERE establishment = ?1 AND day_paris = ?2 AND tpp = ?3 AND psu = ?4 AND subject = ?5 "
    "AND method = ?6";

// Moves are cut as bytes: of a text SQLite would walk through every character, which takes longer
// than all else that a unit needs.
std::string with_this_move() {
  return "moves = CAST(substr(CAST(moves || ?7 AS BLOB), -" + std::to_string(kept_bytes) +
         ") AS TEXT) " + of_this_key_and_day;
}

}  // namespace

SqliteQuotaBook::SqliteQuotaBook(Connection& writing, Connection& reading, Writer& writer,
                                 Reader& reader, Sweeper& sweeper, Limits limits)
    : writing_(writing),
      writer_(writer),
      reader_(reader),
      sweeper_(sweeper),
      limits_(limits),
      taken_units_(limits.counters_in_memory),
      reading_(reading),
      taken_(writing.prepare(std::string("SELECT taken FROM batch_access ") + of_this_key_and_day)),
      take_first_(
          writing.prepare("INSERT INTO batch_access "
                          "(establishment, day_paris, tpp, psu, subject, method, moves, taken) "
                          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1)")),
      take_next_(writing.prepare("UPDATE batch_access SET taken = taken + 1, " + with_this_move())),
      delete_only_move_(
          writing.prepare(std::string("DELETE FROM batch_access ") + of_this_key_and_day +
                          " AND taken = 1 AND instr(moves, char(10)) = length(moves)")),
      give_back_(writing.prepare("UPDATE batch_access SET taken = taken - 1, " + with_this_move())),
      taken_elsewhere_(
          reading.prepare(std::string("SELECT taken FROM batch_access ") + of_this_key_and_day)) {
  taken_units_.read_all(writing_);
}

// Looks, then writes: nobody else writes while the writer's transaction is open. One statement that
// does both and returns the number would have SQLite build a table in memory for every unit, which
// costs three times as much.
void SqliteQuotaBook::take(QuotaKey key, ParisDay day, QuotaCall call, Completion<QuotaUnit> done) {
  auto work = [this, key = std::move(key), day,
               move = kept_form_of(QuotaMove{std::move(call), 1, {}})](
                  AfterCommit& after_commit) mutable -> Outcome<QuotaUnit> {
    sweeper_.saw_day(key.establishment, day);
    const std::int64_t kept_day = kept_form_of(day);
    const auto found = units_taken(taken_, key, kept_day);
    const std::int64_t taken = found.value_or(0);
    if (taken >= limits_.accesses_a_day) return refuse(Code::quota_used_up);
    Statement& take_one = found ? take_next_ : take_first_;
    take_one.execute(key.establishment, kept_day, key.tpp, key.psu, key.subject, key.method, move);
    return counted(after_commit, std::move(key), day, taken + 1);
  };
  writer_.write<QuotaUnit>(Steps::one, std::move(work), std::move(done));
}

void SqliteQuotaBook::refund(QuotaKey key, ParisDay day, QuotaCall call, Code why,
                             Completion<void> done) {
  auto work = [this, key = std::move(key), day, why,
               move =
                   kept_form_of(QuotaMove{std::move(call), -1, std::string(entry_of(why).name)})](
                  AfterCommit& after_commit) mutable -> Outcome<void> {
    const std::int64_t kept_day = kept_form_of(day);
    const std::int64_t taken = units_taken(taken_, key, kept_day).value_or(0);
    if (taken == 0) return {};
    bool is_gone = false;
    if (taken == 1 && !is_our_fault(why)) {
      delete_only_move_.execute(key.establishment, kept_day, key.tpp, key.psu, key.subject,
                                key.method);
      is_gone = writing_.rows_changed() > 0;
    }
    if (!is_gone)
      give_back_.execute(key.establishment, kept_day, key.tpp, key.psu, key.subject, key.method,
                         move);
    counted(after_commit, std::move(key), day, taken - 1);
    return {};
  };
  writer_.write<void>(Steps::one, std::move(work), std::move(done));
}

/// Has memory told after the commit.
QuotaUnit SqliteQuotaBook::counted(AfterCommit& after_commit, QuotaKey key, ParisDay day,
                                   std::int64_t taken) {
  const QuotaUnit unit{static_cast<int>(taken)};
  after_commit.emplace_back([this, key = std::move(key), day, unit]() noexcept {
    taken_units_.put(key, day, unit.number);
  });
  return unit;
}

std::optional<std::int64_t> SqliteQuotaBook::units_taken(Statement& taken, const QuotaKey& key,
                                                         std::int64_t kept_day) {
  auto rows = taken.run(key.establishment, kept_day, key.tpp, key.psu, key.subject, key.method);
  if (!rows.next()) return std::nullopt;
  return rows.number(0);
}

void SqliteQuotaBook::standing(QuotaKey key, ParisDay day, Completion<QuotaStanding> done) {
  if (!reader_.is_trusted()) return done(Reader::lost());
  QuotaStanding standing{limits_.accesses_a_day, 0};
  if (const auto taken = taken_units_.of(key, day)) {
    standing.taken = *taken;
    return done(standing);
  }
  done(reader_.read<QuotaStanding>([&]() -> Outcome<QuotaStanding> {
    const auto taken = units_taken(taken_elsewhere_, key, kept_form_of(day));
    standing.taken = static_cast<int>(taken.value_or(0));
    return standing;
  }));
}

void SqliteQuotaBook::counters(QuotaFilter filter, std::size_t limit,
                               Completion<std::vector<QuotaCounter>> done) {
  done(reader_.read<std::vector<QuotaCounter>>(
      [&]() -> Outcome<std::vector<QuotaCounter>> { return reading_.counters(filter, limit); }));
}

}  // namespace guichet::store
