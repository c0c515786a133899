// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/postgresql_journey_book.hpp"

#include <cstdint>
#include <utility>

namespace guichet::store::postgresql {

bool PostgresqlJourneyBook::has_room(Transaction& transaction, const std::string& establishment,
                                     const SecretHash& source, Instant now) {
  const auto of_source =
      transaction
          .ask("SELECT count(*) FROM journey WHERE establishment = $1 AND source = $2",
               establishment, source)
          .number(0, 0);
  if (static_cast<std::size_t>(of_source) >= limits_.of_a_source) {
    transaction.ask(
        "DELETE FROM journey WHERE establishment = $1 AND id_hash = "
        "(SELECT id_hash FROM journey WHERE establishment = $1 AND source = $2 "
        "ORDER BY opened_at_ms LIMIT 1)",
        establishment, source);
    return true;
  }
  const std::scoped_lock lock(mutex_);
  const auto found = fresh_at_most_.try_emplace(establishment, Fresh{limits_.of_all, {}}).first;
  Fresh& fresh = found->second;
  if (fresh.count >= limits_.of_all && now >= fresh.counted_at + std::chrono::seconds(1)) {
    const auto count =
        transaction
            .ask("SELECT count(*) FROM journey WHERE establishment = $1 AND opened_at_ms > $2",
                 establishment, Instant{now - limits_.fresh})
            .number(0, 0);
    fresh = {static_cast<std::size_t>(count), now};
  }
  if (fresh.count >= limits_.of_all) return false;
  ++fresh.count;
  return true;
}

void PostgresqlJourneyBook::open(JourneyKey key, SecretHash source, std::string content,
                                 Instant now, Completion<void> done) {
  sweeper_.saw_time(key.establishment, now);
  auto work = [this, key = std::move(key), source, content = std::move(content),
               now](Transaction& transaction) -> Outcome<void> {
    if (!has_room(transaction, key.establishment, source, now)) return refuse(Code::page_too_many);
    transaction.ask(
        "INSERT INTO journey (establishment, id_hash, version, source, opened_at_ms, content) "
        "VALUES ($1, $2, 1, $3, $4, $5)",
        key.establishment, key.id, source, now, content);
    return {};
  };
  transactions_.run<void>(std::move(work), std::move(done));
}

void PostgresqlJourneyBook::find(JourneyKey key, Completion<KeptJourney> done) {
  Call call{"SELECT version, content FROM journey WHERE establishment = $1 AND id_hash = $2",
            Values(key.establishment, key.id)};
  auto read = [](const Rows& rows) -> Outcome<KeptJourney> {
    if (rows.count() == 0) return refuse(Code::page_session_unknown, {}, "no such journey");
    return KeptJourney{static_cast<std::uint64_t>(rows.number(0, 0)), rows.text(0, 1)};
  };
  lookups_.ask<KeptJourney>(std::move(call), std::move(read), std::move(done));
}

void PostgresqlJourneyBook::change(JourneyKey key, std::uint64_t version, std::string content,
                                   Completion<bool> done) {
  auto work = [key = std::move(key), version,
               content = std::move(content)](Transaction& transaction) -> Outcome<bool> {
    return transaction
               .ask(
                   "UPDATE journey SET version = version + 1, content = $4 "
                   "WHERE establishment = $1 AND id_hash = $2 AND version = $3",
                   key.establishment, key.id, static_cast<std::int64_t>(version), content)
               .changed() == 1;
  };
  transactions_.run<bool>(std::move(work), std::move(done));
}

}  // namespace guichet::store::postgresql
