// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/postgresql_access_book.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <limits>
#include <memory>
#include <tuple>
#include <utility>

namespace guichet::store::postgresql {
namespace {

// Half of the second that is promised; the other half is the database's.
constexpr std::chrono::milliseconds gathering{500};
// So many lines in one transaction, that nobody else waits long.
constexpr std::size_t lines_at_once = 1'000;
constexpr std::size_t all_lines = std::numeric_limits<std::size_t>::max();

/// Lines that were taken out to be written. They go back, unless the transaction commits.
struct OnTheWay {
  OnTheWay(UnwrittenAccesses& home, std::vector<AccessLine> taken)
      : unwritten(home), lines(std::move(taken)) {}
  ~OnTheWay() {
    for (AccessLine& line : lines) unwritten.add(std::move(line));
  }
  OnTheWay(const OnTheWay&) = delete;
  OnTheWay& operator=(const OnTheWay&) = delete;

  UnwrittenAccesses& unwritten;
  std::vector<AccessLine> lines;
};

// In one order on every node, so that two nodes never wait for each other.
void sort(std::vector<AccessLine>& lines) {
  std::ranges::sort(lines, {}, [](const AccessLine& line) {
    const Access& access = line.access;
    return std::tie(line.key, access.minute, access.method, access.subject, access.connected);
  });
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
  for (const auto& [key, access] : lines) {
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
                                           std::size_t in_memory, Dropped on_dropped)
    : transactions_(transactions),
      sweeper_(sweeper),
      on_dropped_(std::move(on_dropped)),
      unwritten_(in_memory),
      thread_([this] { run(); }) {}

PostgresqlAccessBook::~PostgresqlAccessBook() { stop(); }

void PostgresqlAccessBook::note(AccessKey key, Access access) noexcept {
  unwritten_.add({std::move(key), std::move(access)});
  wake();
}

void PostgresqlAccessBook::wake() noexcept {
  if (awake_.load()) return;
  {
    const std::scoped_lock lock(mutex_);
    awake_.store(true);
  }
  something_waits_.notify_one();
}

void PostgresqlAccessBook::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    something_waits_.wait(lock, [this] { return awake_.load() || stopping_; });
    something_waits_.wait_for(lock, gathering, [this] { return stopping_; });
    if (stopping_) return;
    // Before anything is taken: what is noted from now on wakes anew.
    awake_.store(false);
    lock.unlock();
    write_some();
    tell_dropped();
    lock.lock();
  }
}

void PostgresqlAccessBook::write_some() {
  auto is_more = std::make_shared<bool>(false);
  auto work = [this, is_more](Transaction& transaction) -> Outcome<void> {
    auto lines = unwritten_.take(lines_at_once);
    *is_more = lines.size() >= lines_at_once;
    write(transaction, std::move(lines));
    return {};
  };
  auto done = [this, is_more](Outcome<void> written) {
    is_kept_.store(written.has_value());
    if (!written)
      wake();  // they are back, and are tried again
    else if (*is_more)
      write_some();
  };
  transactions_.run_in_order<void>(std::move(work), std::move(done));
}

void PostgresqlAccessBook::write_all(Transaction& transaction) {
  write(transaction, unwritten_.take(all_lines));
}

void PostgresqlAccessBook::write(Transaction& transaction, std::vector<AccessLine> lines) {
  if (lines.empty()) return;
  sort(lines);
  auto on_the_way = std::make_shared<OnTheWay>(unwritten_, std::move(lines));
  transaction.after_commit([on_the_way] { on_the_way->lines.clear(); });
  transaction.ask({upsert, values_of(on_the_way->lines)});
  for (const AccessLine& line : on_the_way->lines)
    sweeper_.saw_time(line.key.establishment, line.access.minute);
}

void PostgresqlAccessBook::of(AccessKey key, Instant before, std::size_t limit,
                              Completion<std::vector<Access>> done) {
  auto work = [this, key = std::move(key), before,
               limit](Transaction& transaction) -> Outcome<std::vector<Access>> {
    write(transaction, unwritten_.take_of(key));
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

void PostgresqlAccessBook::tell_dropped() {
  const std::uint64_t dropped = unwritten_.dropped();
  if (dropped > 0 && on_dropped_) on_dropped_(dropped);
}

void PostgresqlAccessBook::stop() {
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_) return;
    stopping_ = true;
  }
  something_waits_.notify_one();
  thread_.join();
  std::promise<void> tried;
  auto work = [this](Transaction& transaction) -> Outcome<void> {
    write_all(transaction);
    return {};
  };
  transactions_.run_in_order<void>(std::move(work), [&tried](Outcome<void>) { tried.set_value(); });
  tried.get_future().wait();
  unwritten_.drop_all();
  tell_dropped();
}

}  // namespace guichet::store::postgresql
