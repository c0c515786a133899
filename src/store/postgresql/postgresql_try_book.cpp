// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/postgresql_try_book.hpp"

#include <cstdint>
#include <string_view>
#include <utility>

namespace guichet::store::postgresql {
namespace {

constexpr std::string_view select_source =
    "SELECT since_ms, failures FROM failed_source WHERE establishment = $1 AND source = $2";

FailedSource source_in(const Rows& rows) {
  if (rows.count() == 0) return {};
  return {rows.instant(0, 0), static_cast<int>(rows.number(0, 1))};
}

std::int64_t lock_of_hash(std::string_view what, const std::string& establishment,
                          const SecretHash& hash) {
  return lock_of(what, {establishment, {reinterpret_cast<const char*>(hash.data()), hash.size()}});
}

TryVerdict judge_and_count(Transaction& transaction, const TryKey& key, bool is_right,
                           Instant now) {
  FailedTries tries;
  const Rows kept = transaction.ask(
      "SELECT in_a_row, last_at_ms, locked_until_ms FROM failed_try "
      "WHERE establishment = $1 AND identifier_hash = $2",
      key.establishment, key.identifier);
  if (kept.count() != 0)
    tries = {static_cast<int>(kept.number(0, 0)), kept.instant(0, 1), kept.instant(0, 2)};
  const TryVerdict verdict = judge_try(tries, is_right, now);
  if (verdict == TryVerdict::accepted)
    transaction.ask("DELETE FROM failed_try WHERE establishment = $1 AND identifier_hash = $2",
                    key.establishment, key.identifier);
  else if (verdict != TryVerdict::locked)
    transaction.ask(
        "INSERT INTO failed_try (establishment, identifier_hash, in_a_row, last_at_ms, "
        "locked_until_ms) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (establishment, identifier_hash) DO UPDATE SET in_a_row = excluded.in_a_row, "
        "last_at_ms = excluded.last_at_ms, locked_until_ms = excluded.locked_until_ms",
        key.establishment, key.identifier, std::int64_t{tries.in_a_row}, tries.last_at,
        tries.locked_until);
  return verdict;
}

}  // namespace

void PostgresqlTryBook::judge(TryKey key, TrySource source, bool is_right, Instant now,
                              Completion<TryVerdict> done) {
  sweeper_.saw_time(key.establishment, now);
  auto work = [key = std::move(key), source = std::move(source), is_right, now,
               most = most_of_a_source_](Transaction& transaction) -> Outcome<TryVerdict> {
    transaction.lock({lock_of_hash("tries", key.establishment, key.identifier),
                      lock_of_hash("source", source.establishment, source.address)});
    FailedSource failures =
        source_in(transaction.ask(select_source, source.establishment, source.address));
    if (is_held_off(failures, most, now)) return TryVerdict::held_off;
    const TryVerdict verdict = judge_and_count(transaction, key, is_right, now);
    if (verdict == TryVerdict::accepted) return verdict;
    count_failure(failures, now);
    transaction.ask(
        "INSERT INTO failed_source (establishment, source, since_ms, failures) "
        "VALUES ($1, $2, $3, $4) ON CONFLICT (establishment, source) DO UPDATE SET "
        "since_ms = excluded.since_ms, failures = excluded.failures",
        source.establishment, source.address, failures.since, std::int64_t{failures.failures});
    return verdict;
  };
  transactions_.run<TryVerdict>(std::move(work), std::move(done));
}

void PostgresqlTryBook::may_challenge(TryKey key, Instant now, Completion<bool> done) {
  auto work = [key = std::move(key), now](Transaction& transaction) -> Outcome<bool> {
    transaction.lock({lock_of_hash("challenges", key.establishment, key.identifier)});
    ChallengesSent sent;
    const Rows kept = transaction.ask(
        "SELECT since_ms, sent FROM challenge_count "
        "WHERE establishment = $1 AND identifier_hash = $2",
        key.establishment, key.identifier);
    if (kept.count() != 0) sent = {kept.instant(0, 0), static_cast<int>(kept.number(0, 1))};
    const bool may = guichet::may_challenge(sent, now);
    transaction.ask(
        "INSERT INTO challenge_count (establishment, identifier_hash, since_ms, sent) "
        "VALUES ($1, $2, $3, $4) ON CONFLICT (establishment, identifier_hash) DO UPDATE SET "
        "since_ms = excluded.since_ms, sent = excluded.sent",
        key.establishment, key.identifier, sent.since, std::int64_t{sent.count});
    return may;
  };
  transactions_.run<bool>(std::move(work), std::move(done));
}

void PostgresqlTryBook::may_try(TrySource source, Instant now, Completion<bool> done) {
  auto read = [now, most = most_of_a_source_](const Rows& rows) -> Outcome<bool> {
    return !is_held_off(source_in(rows), most, now);
  };
  lookups_.ask<bool>({select_source, Values(source.establishment, source.address)}, std::move(read),
                     std::move(done));
}

}  // namespace guichet::store::postgresql
