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
      take_(writing.prepare(
          "INSERT INTO batch_access (establishment, day_paris, tpp, psu, subject, method, taken) "
          "SELECT ?1, ?2, ?3, ?4, ?5, ?6, 1 WHERE ?7 > 0 "
          "ON CONFLICT DO UPDATE SET taken = taken + 1 WHERE taken < ?7 RETURNING taken")),
      delete_last_(writing.prepare("DELETE FROM batch_access " + std::string(of_this_key_and_day) +
                                   " AND taken = 1")),
      give_back_(writing.prepare("UPDATE batch_access SET taken = taken - 1 " +
                                 std::string(of_this_key_and_day))) {}

void SqliteQuotaBook::take(QuotaKey key, ParisDay day, Completion<QuotaUnit> done) {
  auto work = [this, key = std::move(key), day](AfterCommit&) -> Outcome<QuotaUnit> {
    sweeper_.saw_day(key.establishment, day);
    QuotaUnit unit;
    auto rows = take_.run(key.establishment, kept_form_of(day), key.tpp, key.psu, key.subject,
                          key.method, std::int64_t{accesses_a_day_});
    while (rows.next()) unit.number = static_cast<int>(rows.number(0));
    if (unit.number == 0) return refuse(Code::quota_used_up);
    return unit;
  };
  writer_.write<QuotaUnit>(Steps::one, std::move(work), std::move(done));
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
