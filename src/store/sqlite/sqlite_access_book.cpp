// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sqlite_access_book.hpp"

#include <chrono>
#include <future>
#include <limits>
#include <memory>
#include <utility>

namespace guichet::store {
namespace {

// Half of the second that is promised; the other half is the disk's.
constexpr std::chrono::milliseconds gathering{500};
// So many lines in one transaction, that nobody else waits long for the writer.
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

}  // namespace

SqliteAccessBook::SqliteAccessBook(Connection& writing, Writer& writer, Sweeper& sweeper,
                                   std::size_t in_memory, Dropped on_dropped)
    : writer_(writer),
      sweeper_(sweeper),
      on_dropped_(std::move(on_dropped)),
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
      unwritten_(in_memory),
      thread_([this] { run(); }) {}

SqliteAccessBook::~SqliteAccessBook() { stop(); }

void SqliteAccessBook::note(AccessKey key, Access access) noexcept {
  unwritten_.add({std::move(key), std::move(access)});
  wake();
}

void SqliteAccessBook::wake() noexcept {
  if (awake_.load()) return;
  {
    const std::scoped_lock lock(mutex_);
    awake_.store(true);
  }
  something_waits_.notify_one();
}

void SqliteAccessBook::run() {
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

void SqliteAccessBook::write_some() {
  auto is_more = std::make_shared<bool>(false);
  auto work = [this, is_more](AfterCommit& after_commit) -> Outcome<void> {
    auto lines = unwritten_.take(lines_at_once);
    *is_more = lines.size() >= lines_at_once;
    write(std::move(lines), after_commit);
    return {};
  };
  auto done = [this, is_more](Outcome<void> written) {
    if (!written)
      wake();  // they are back, and are tried again
    else if (*is_more)
      write_some();
  };
  writer_.write<void>(Steps::several, std::move(work), std::move(done));
}

void SqliteAccessBook::write_all(Completion<void> done) {
  auto work = [this](AfterCommit& after_commit) -> Outcome<void> {
    write_all(after_commit);
    return {};
  };
  writer_.write<void>(Steps::several, std::move(work), std::move(done));
}

void SqliteAccessBook::write_all(AfterCommit& after_commit) {
  write(unwritten_.take(all_lines), after_commit);
}

void SqliteAccessBook::write(std::vector<AccessLine> lines, AfterCommit& after_commit) {
  if (lines.empty()) return;
  auto on_the_way = std::make_shared<OnTheWay>(unwritten_, std::move(lines));
  after_commit.emplace_back([on_the_way] { on_the_way->lines.clear(); });
  for (const auto& [key, access] : on_the_way->lines) {
    upsert_.execute(key.establishment, key.psu, key.tpp, access.minute, access.method,
                    access.subject, std::int64_t{access.connected}, access.count);
    sweeper_.saw_access(key.establishment, access.minute);
  }
}

void SqliteAccessBook::of(AccessKey key, Instant before, std::size_t limit,
                          Completion<std::vector<Access>> done) {
  auto work = [this, key = std::move(key), before,
               limit](AfterCommit& after_commit) -> Outcome<std::vector<Access>> {
    write(unwritten_.take_of(key), after_commit);
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

void SqliteAccessBook::tell_dropped() {
  const std::uint64_t dropped = unwritten_.dropped();
  if (dropped > 0 && on_dropped_) on_dropped_(dropped);
}

void SqliteAccessBook::stop() {
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_) return;
    stopping_ = true;
  }
  something_waits_.notify_one();
  thread_.join();
  std::promise<void> tried;
  write_all([&tried](Outcome<void>) { tried.set_value(); });
  tried.get_future().wait();
  unwritten_.drop_all();
  tell_dropped();
}

}  // namespace guichet::store
