// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sqlite_access_book.hpp"

#include <memory>
#include <utility>

namespace guichet::store {

SqliteAccessBook::SqliteAccessBook(Connection& writing, Writer& writer, Sweeper& sweeper,
                                   std::size_t in_memory, AccessGathering::Dropped on_dropped)
    : writer_(writer),
      sweeper_(sweeper),
      upsert_(writing.prepare(
          "INSERT INTO data_access (establishment, psu, tpp, minute_ms, method, subject, "
          "connected, accesses) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
          "ON CONFLICT DO UPDATE SET accesses = accesses + excluded.accesses")),
      // Down to the minute of the line at the limit, or to the first there is.
      select_(
          writing.prepare("SELECT minute_ms, method, subject, connected, accesses FROM data_access "
                          "WHERE establishment = ?1 AND psu = ?2 AND tpp = ?3 AND minute_ms < ?4 "
                          "AND minute_ms >= coalesce((SELECT minute_ms FROM data_access "
                          "WHERE establishment = ?1 AND psu = ?2 AND tpp = ?3 AND minute_ms < ?4 "
                          "ORDER BY minute_ms DESC LIMIT 1 OFFSET ?5), -9223372036854775808) "
                          "ORDER BY minute_ms DESC, method, subject, connected")),
      gathering_(in_memory, std::move(on_dropped), [this](auto enough, auto done) {
        auto work = [this, enough](AfterCommit& after_commit) -> Outcome<bool> {
          const auto taken = gathering_.take(enough);
          const bool is_more = taken->lines().size() >= enough;
          write(taken, after_commit);
          return is_more;
        };
        writer_.write<bool>(Steps::several, std::move(work), std::move(done));
      }) {}

void SqliteAccessBook::write_all(Completion<void> done) {
  auto work = [this](AfterCommit& after_commit) -> Outcome<void> {
    write_all(after_commit);
    return {};
  };
  writer_.write<void>(Steps::several, std::move(work), std::move(done));
}

void SqliteAccessBook::write_all(AfterCommit& after_commit) {
  write(gathering_.take_all(), after_commit);
}

void SqliteAccessBook::write(const AccessGathering::Taken& taken, AfterCommit& after_commit) {
  if (taken->lines().empty()) return;
  after_commit.emplace_back([taken]() noexcept { taken->keep(); });
  for (const auto& [key, access] : taken->lines()) {
    upsert_.execute(key.establishment, key.psu, key.tpp, access.minute, access.method,
                    access.subject, std::int64_t{access.connected}, access.count);
    sweeper_.saw_access(key.establishment, access.minute);
  }
}

void SqliteAccessBook::of(AccessKey key, Instant before, std::size_t limit,
                          Completion<std::vector<Access>> done) {
  auto work = [this, key = std::move(key), before,
               limit](AfterCommit& after_commit) -> Outcome<std::vector<Access>> {
    write(gathering_.take_of(key), after_commit);
    return read(key, before, limit);
  };
  writer_.write<std::vector<Access>>(Steps::several, std::move(work), std::move(done));
}

void SqliteAccessBook::last(AccessKey key, Completion<std::optional<Access>> done) {
  auto first = [done = std::move(done)](Outcome<std::vector<Access>> newest) mutable {
    if (!newest) return done(std::unexpected(std::move(newest).error()));
    std::optional<Access> last;
    if (!newest->empty()) last = std::move(newest->front());
    done(std::move(last));
  };
  of(std::move(key), Instant::max(), 1, std::move(first));
}

std::vector<Access> SqliteAccessBook::read(const AccessKey& key, Instant before,
                                           std::size_t limit) {
  std::vector<Access> accesses;
  if (limit == 0) return accesses;
  auto rows = select_.run(key.establishment, key.psu, key.tpp, before,
                          static_cast<std::int64_t>(limit - 1));
  while (rows.next())
    accesses.push_back(
        {rows.instant(0), rows.text(1), rows.text(2), rows.number(3) != 0, rows.number(4)});
  return accesses;
}

}  // namespace guichet::store
