// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sqlite_try_book.hpp"

#include <cstdint>
#include <utility>

namespace guichet::store {

SqliteTryBook::SqliteTryBook(Connection& writing, Writer& writer, Sweeper& sweeper)
    : writer_(writer),
      sweeper_(sweeper),
      read_(writing.prepare("SELECT in_a_row, last_at_ms, locked_until_ms FROM failed_try "
                            "WHERE establishment = ?1 AND identifier_hash = ?2")),
      keep_(writing.prepare(
          "INSERT INTO failed_try (establishment, identifier_hash, in_a_row, last_at_ms, "
          "locked_until_ms) VALUES (?1, ?2, ?3, ?4, ?5) "
          "ON CONFLICT DO UPDATE SET in_a_row = excluded.in_a_row, "
          "last_at_ms = excluded.last_at_ms, locked_until_ms = excluded.locked_until_ms")),
      forget_(writing.prepare(
          "DELETE FROM failed_try WHERE establishment = ?1 AND identifier_hash = ?2")) {}

void SqliteTryBook::judge(TryKey key, bool is_right, Instant now, Completion<TryVerdict> done) {
  auto work = [this, key = std::move(key), is_right, now](AfterCommit&) -> Outcome<TryVerdict> {
    sweeper_.saw_time(key.establishment, now);
    FailedTries tries;
    {
      auto rows = read_.run(key.establishment, key.identifier);
      if (rows.next()) tries = {static_cast<int>(rows.number(0)), rows.instant(1), rows.instant(2)};
    }
    const TryVerdict verdict = judge_try(tries, is_right, now);
    if (verdict == TryVerdict::accepted)
      forget_.execute(key.establishment, key.identifier);
    else if (verdict != TryVerdict::locked)
      keep_.execute(key.establishment, key.identifier, std::int64_t{tries.in_a_row}, tries.last_at,
                    tries.locked_until);
    return verdict;
  };
  writer_.write<TryVerdict>(Steps::several, std::move(work), std::move(done));
}

}  // namespace guichet::store
