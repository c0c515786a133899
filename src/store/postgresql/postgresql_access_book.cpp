// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/postgresql_access_book.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

namespace guichet::store::postgresql {
namespace {

// In one order on every node, so that two nodes never wait for each other.
std::vector<const AccessLine*> sorted(const std::vector<AccessLine>& lines) {
  std::vector<const AccessLine*> in_order;
  for (const AccessLine& line : lines) in_order.push_back(&line);
  std::ranges::sort(in_order, {}, [](const AccessLine* line) {
    const Access& access = line->access;
    return std::tie(line->key, access.minute, access.method, access.subject, access.connected);
  });
  return in_order;
}

Values values_of(const std::vector<AccessLine>& lines) {
  std::vector<std::string> establishments;
  std::vector<std::string> psus;
  std::vector<std::string> tpps;
  std::vector<std::int64_t> minutes;
  std::vector<std::string> methods;
  std::vector<std::string> subjects;
  std::vector<bool> connected;
  std::vector<std::int64_t> counts;
  for (const AccessLine* line : sorted(lines)) {
    const auto& [key, access] = *line;
    establishments.push_back(key.establishment);
    psus.push_back(key.psu);
    tpps.push_back(key.tpp);
    minutes.push_back(access.minute.time_since_epoch().count());
    methods.push_back(access.method);
    subjects.push_back(access.subject);
    connected.push_back(access.connected);
    counts.push_back(access.count);
  }
  return Values(establishments, psus, tpps, minutes, methods, subjects, connected, counts);
}

constexpr std::string_view upsert =
    "INSERT INTO data_access AS kept (establishment, psu, tpp, minute_ms, method, subject, "
    "connected, accesses) "
    "SELECT establishment, psu, tpp, minute_ms, method, subject, connected, accesses "
    "FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY AS noted (establishment, psu, "
    "tpp, minute_ms, method, subject, connected, accesses, place) ORDER BY place "
    "ON CONFLICT (establishment, psu, tpp, minute_ms, method, subject, connected) "
    "DO UPDATE SET accesses = kept.accesses + excluded.accesses";

// Down to the minute of the line at the limit, or to the first there is.
constexpr std::string_view select_newest =
    "SELECT minute_ms, method, subject, connected, accesses FROM data_access "
    "WHERE establishment = $1 AND psu = $2 AND tpp = $3 AND minute_ms < $4 "
    "AND minute_ms >= coalesce((SELECT minute_ms FROM data_access "
    "WHERE establishment = $1 AND psu = $2 AND tpp = $3 AND minute_ms < $4 "
    "ORDER BY minute_ms DESC LIMIT 1 OFFSET $5), -9223372036854775808) "
    "ORDER BY minute_ms DESC, method, subject, connected";

std::vector<Access> read(Transaction& transaction, const AccessKey& key, Instant before,
                         std::size_t limit) {
  std::vector<Access> accesses;
  if (limit == 0) return accesses;
  const Rows rows = transaction.ask(select_newest, key.establishment, key.psu, key.tpp, before,
                                    static_cast<std::int64_t>(limit - 1));
  for (int row = 0; row < rows.count(); ++row)
    accesses.push_back({rows.instant(row, 0), rows.text(row, 1), rows.text(row, 2),
                        rows.truth(row, 3), rows.number(row, 4)});
  return accesses;
}

}  // namespace

PostgresqlAccessBook::PostgresqlAccessBook(Transactions& transactions, Sweeper& sweeper,
                                           std::size_t in_memory,
                                           AccessGathering::Dropped on_dropped)
    : transactions_(transactions),
      sweeper_(sweeper),
      gathering_(in_memory, std::move(on_dropped), [this](auto enough, auto done) {
        auto work = [this, enough](Transaction& transaction) -> Outcome<bool> {
          const auto taken = gathering_.take(enough);
          const bool is_more = taken->lines().size() >= enough;
          write(transaction, taken);
          return is_more;
        };
        transactions_.run_in_order<bool>(std::move(work), std::move(done));
      }) {}

void PostgresqlAccessBook::write_all(Transaction& transaction) {
  write(transaction, gathering_.take_all());
}

void PostgresqlAccessBook::write(Transaction& transaction, const AccessGathering::Taken& taken) {
  if (taken->lines().empty()) return;
  transaction.after_commit([taken]() noexcept { taken->keep(); });
  transaction.ask({upsert, values_of(taken->lines())});
  for (const AccessLine& line : taken->lines())
    sweeper_.saw_time(line.key.establishment, line.access.minute);
}

void PostgresqlAccessBook::of(AccessKey key, Instant before, std::size_t limit,
                              Completion<std::vector<Access>> done) {
  auto work = [this, key = std::move(key), before,
               limit](Transaction& transaction) -> Outcome<std::vector<Access>> {
    write(transaction, gathering_.take_of(key));
    return read(transaction, key, before, limit);
  };
  transactions_.run_in_order<std::vector<Access>>(std::move(work), std::move(done));
}

void PostgresqlAccessBook::last(AccessKey key, Completion<std::optional<Access>> done) {
  auto first = [done = std::move(done)](Outcome<std::vector<Access>> newest) mutable {
    if (!newest) return done(std::unexpected(std::move(newest).error()));
    std::optional<Access> last;
    if (!newest->empty()) last = std::move(newest->front());
    done(std::move(last));
  };
  of(std::move(key), Instant::max(), 1, std::move(first));
}

}  // namespace guichet::store::postgresql
