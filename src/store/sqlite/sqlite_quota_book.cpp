// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sqlite_quota_book.hpp"

#include <cstdint>
#include <utility>

namespace guichet::store {
namespace {

constexpr const char* of_this_key_and_day =
    "WHERE establishment = ?1 AND day_paris = ?2 AND tpp = ?3 AND psu = ?4 AND subject = ?5 "
    "AND method = ?6";

}  // namespace

SqliteQuotaBook::SqliteQuotaBook(Connection& writing, Writer& writer, Sweeper& sweeper,
                                 int accesses_a_day)
    : writing_(writing),
      writer_(writer),
      sweeper_(sweeper),
      accesses_a_day_(accesses_a_day),
      taken_(writing.prepare("SELECT taken FROM batch_access " + std::string(of_this_key_and_day))),
      take_first_(writing.prepare(
          "INSERT INTO batch_access (establishment, day_paris, tpp, psu, subject, method, taken) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1)")),
      take_next_(writing.prepare("UPDATE batch_access SET taken = taken + 1 " +
                                 std::string(of_this_key_and_day))),
      delete_last_(writing.prepare("DELETE FROM batch_access " + std::string(of_this_key_and_day) +
                                   " AND taken = 1")),
      give_back_(writing.prepare("UPDATE batch_access SET taken = taken - 1 " +
                                 std::string(of_this_key_and_day))) {}

// Looks, then writes: nobody else writes while the writer's transaction is open. One statement that
// does both and returns the number would have SQLite build a table in memory for every unit, which
// costs three times as much.
void SqliteQuotaBook::take(QuotaKey key, ParisDay day, Completion<QuotaUnit> done) {
  auto work = [this, key = std::move(key), day](AfterCommit&) -> Outcome<QuotaUnit> {
    sweeper_.saw_day(key.establishment, day);
    const std::int64_t kept_day = kept_form_of(day);
    const std::int64_t taken = units_taken(key, kept_day);
    if (taken >= accesses_a_day_) return refuse(Code::quota_used_up);
    Statement& take_one = taken == 0 ? take_first_ : take_next_;
    take_one.execute(key.establishment, kept_day, key.tpp, key.psu, key.subject, key.method);
    return QuotaUnit{static_cast<int>(taken + 1)};
  };
  writer_.write<QuotaUnit>(Steps::one, std::move(work), std::move(done));
}

std::int64_t SqliteQuotaBook::units_taken(const QuotaKey& key, std::int64_t kept_day) {
  auto rows = taken_.run(key.establishment, kept_day, key.tpp, key.psu, key.subject, key.method);
  return rows.next() ? rows.number(0) : 0;
}

void SqliteQuotaBook::refund(QuotaKey key, ParisDay day, Completion<void> done) {
  auto work = [this, key = std::move(key), day](AfterCommit&) -> Outcome<void> {
    delete_last_.execute(key.establishment, kept_form_of(day), key.tpp, key.psu, key.subject,
                         key.method);
    if (writing_.rows_changed() == 0)
      give_back_.execute(key.establishment, kept_form_of(day), key.tpp, key.psu, key.subject,
                         key.method);
    return {};
  };
  writer_.write<void>(Steps::one, std::move(work), std::move(done));
}

}  // namespace guichet::store
