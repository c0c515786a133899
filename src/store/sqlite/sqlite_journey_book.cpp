// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sqlite_journey_book.hpp"

#include <cstdint>
#include <utility>

namespace guichet::store {
namespace {

std::size_t first_number(Statement::Rows rows) {
  return rows.next() ? static_cast<std::size_t>(rows.number(0)) : 0;
}

}  // namespace

SqliteJourneyBook::SqliteJourneyBook(Connection& writing, Connection& reading, Writer& writer,
                                     Reader& reader, Sweeper& sweeper, JourneyLimits limits)
    : writer_(writer),
      reader_(reader),
      sweeper_(sweeper),
      limits_(limits),
      writing_(writing),
      insert_(writing.prepare("INSERT INTO journey (establishment, id_hash, version, source, "
                              "opened_at_ms, content) VALUES (?1, ?2, 1, ?3, ?4, ?5)")),
      count_of_source_(writing.prepare("SELECT count(*) FROM journey "
                                       "WHERE establishment = ?1 AND source = ?2")),
      delete_oldest_of_source_(
          writing.prepare("DELETE FROM journey WHERE establishment = ?1 AND id_hash = "
                          "(SELECT id_hash FROM journey WHERE establishment = ?1 AND source = ?2 "
                          "ORDER BY opened_at_ms LIMIT 1)")),
      count_fresh_(writing.prepare("SELECT count(*) FROM journey "
                                   "WHERE establishment = ?1 AND opened_at_ms > ?2")),
      change_(writing.prepare("UPDATE journey SET version = version + 1, content = ?4 "
                              "WHERE establishment = ?1 AND id_hash = ?2 AND version = ?3")),
      read_(reading.prepare("SELECT version, content FROM journey "
                            "WHERE establishment = ?1 AND id_hash = ?2")) {}

bool SqliteJourneyBook::has_room(const std::string& establishment, const SecretHash& source,
                                 Instant now) {
  if (first_number(count_of_source_.run(establishment, source)) >= limits_.of_a_source) {
    delete_oldest_of_source_.execute(establishment, source);
    return true;
  }
  const auto found = fresh_at_most_.try_emplace(establishment, Fresh{limits_.of_all, {}}).first;
  Fresh& fresh = found->second;
  if (fresh.count >= limits_.of_all && now >= fresh.counted_at + std::chrono::seconds(1))
    fresh = {first_number(count_fresh_.run(establishment, Instant{now - limits_.fresh})), now};
  if (fresh.count >= limits_.of_all) return false;
  ++fresh.count;
  return true;
}

void SqliteJourneyBook::open(JourneyKey key, SecretHash source, std::string content, Instant now,
                             Completion<void> done) {
  auto work = [this, key = std::move(key), source, content = std::move(content),
               now](AfterCommit&) -> Outcome<void> {
    sweeper_.saw_time(key.establishment, now);
    if (!has_room(key.establishment, source, now)) return refuse(Code::page_too_many);
    insert_.execute(key.establishment, key.id, source, now, content);
    return {};
  };
  writer_.write<void>(Steps::several, std::move(work), std::move(done));
}

void SqliteJourneyBook::find(JourneyKey key, Completion<KeptJourney> done) {
  done(reader_.read<KeptJourney>([&]() -> Outcome<KeptJourney> {
    auto rows = read_.run(key.establishment, key.id);
    if (!rows.next()) return refuse(Code::page_session_unknown, {}, "no such journey");
    return KeptJourney{static_cast<std::uint64_t>(rows.number(0)), rows.text(1)};
  }));
}

void SqliteJourneyBook::change(JourneyKey key, std::uint64_t version, std::string content,
                               Completion<bool> done) {
  auto work = [this, key = std::move(key), version,
               content = std::move(content)](AfterCommit&) -> Outcome<bool> {
    change_.execute(key.establishment, key.id, static_cast<std::int64_t>(version), content);
    return writing_.rows_changed() == 1;
  };
  writer_.write<bool>(Steps::one, std::move(work), std::move(done));
}

}  // namespace guichet::store
