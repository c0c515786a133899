// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sqlite_try_book.hpp"

#include <cstdint>
#include <utility>

namespace guichet::store {
namespace {

constexpr const char* select_source =
    "SELECT since_ms, failures FROM failed_source WHERE establishment = ?1 AND source = ?2";

FailedSource source_in(Statement::Rows rows) {
  if (!rows.next()) return {};
  return {rows.instant(0), static_cast<int>(rows.number(1))};
}

}  // namespace

SqliteTryBook::SqliteTryBook(Connection& writing, Connection& reading, Writer& writer,
                             Reader& reader, Sweeper& sweeper, int most_of_a_source)
    : writer_(writer),
      reader_(reader),
      sweeper_(sweeper),
      most_of_a_source_(most_of_a_source),
      read_(writing.prepare("SELECT in_a_row, last_at_ms, locked_until_ms FROM failed_try "
                            "WHERE establishment = ?1 AND identifier_hash = ?2")),
      keep_(writing.prepare(
          "INSERT INTO failed_try (establishment, identifier_hash, in_a_row, last_at_ms, "
          "locked_until_ms) VALUES (?1, ?2, ?3, ?4, ?5) "
          "ON CONFLICT DO UPDATE SET in_a_row = excluded.in_a_row, "
          "last_at_ms = excluded.last_at_ms, locked_until_ms = excluded.locked_until_ms")),
      forget_(writing.prepare(
          "DELETE FROM failed_try WHERE establishment = ?1 AND identifier_hash = ?2")),
      read_source_(writing.prepare(select_source)),
      keep_source_(writing.prepare(
          "INSERT INTO failed_source (establishment, source, since_ms, failures) "
          "VALUES (?1, ?2, ?3, ?4) "
          "ON CONFLICT DO UPDATE SET since_ms = excluded.since_ms, failures = excluded.failures")),
      look_at_source_(reading.prepare(select_source)),
      read_challenges_(writing.prepare("SELECT since_ms, sent FROM challenge_count "
                                       "WHERE establishment = ?1 AND identifier_hash = ?2")),
      keep_challenges_(writing.prepare(
          "INSERT INTO challenge_count (establishment, identifier_hash, since_ms, sent) "
          "VALUES (?1, ?2, ?3, ?4) "
          "ON CONFLICT DO UPDATE SET since_ms = excluded.since_ms, sent = excluded.sent")) {}

TryVerdict SqliteTryBook::judge_and_count(const TryKey& key, bool is_right, Instant now) {
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
}

void SqliteTryBook::judge(TryKey key, TrySource source, bool is_right, Instant now,
                          Completion<TryVerdict> done) {
  auto work = [this, key = std::move(key), source = std::move(source), is_right,
               now](AfterCommit&) -> Outcome<TryVerdict> {
    sweeper_.saw_time(key.establishment, now);
    FailedSource failures = source_in(read_source_.run(source.establishment, source.address));
    if (is_held_off(failures, most_of_a_source_, now)) return TryVerdict::held_off;
    const TryVerdict verdict = judge_and_count(key, is_right, now);
    if (verdict == TryVerdict::accepted) return verdict;
    count_failure(failures, now);
    keep_source_.execute(source.establishment, source.address, failures.since,
                         std::int64_t{failures.failures});
    return verdict;
  };
  writer_.write<TryVerdict>(Steps::several, std::move(work), std::move(done));
}

void SqliteTryBook::may_challenge(TryKey key, Instant now, Completion<bool> done) {
  auto work = [this, key = std::move(key), now](AfterCommit&) -> Outcome<bool> {
    ChallengesSent sent;
    {
      auto rows = read_challenges_.run(key.establishment, key.identifier);
      if (rows.next()) sent = {rows.instant(0), static_cast<int>(rows.number(1))};
    }
    const bool may = guichet::may_challenge(sent, now);
    keep_challenges_.execute(key.establishment, key.identifier, sent.since,
                             std::int64_t{sent.count});
    return may;
  };
  writer_.write<bool>(Steps::several, std::move(work), std::move(done));
}

void SqliteTryBook::may_try(TrySource source, Instant now, Completion<bool> done) {
  done(reader_.read<bool>([&]() -> Outcome<bool> {
    const auto failures = source_in(look_at_source_.run(source.establishment, source.address));
    return !is_held_off(failures, most_of_a_source_, now);
  }));
}

}  // namespace guichet::store
