// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "store/access_book.hpp"
#include "store/sqlite/statement.hpp"
#include "store/sqlite/sweeper.hpp"
#include "store/sqlite/writer.hpp"
#include "store/unwritten_accesses.hpp"

namespace guichet::store {

/// Accesses in SQLite. What is noted gathers in memory for half a second, so that many accesses are
/// one row and one commit; its thread then has the writer write it. Whoever asks has what he asks
/// for written first, so that no answer has to be put together of disk and memory.
class SqliteAccessBook final : public AccessBook {
 public:
  using Dropped = std::function<void(std::uint64_t accesses)>;

  /// `writing` is the connection of `writer`. At most about `in_memory` lines are held;
  /// `on_dropped` may be empty and is told, at most twice a second, how many accesses are lost.
  SqliteAccessBook(Connection& writing, Writer& writer, Sweeper& sweeper, std::size_t in_memory,
                   Dropped on_dropped);
  ~SqliteAccessBook() override;
  SqliteAccessBook(const SqliteAccessBook&) = delete;
  SqliteAccessBook& operator=(const SqliteAccessBook&) = delete;

  void note(AccessKey key, Access access) noexcept override;
  bool is_kept() const noexcept override { return writer_.writes_work(); }
  void of(AccessKey key, Instant before, std::size_t limit,
          Completion<std::vector<Access>> done) override;
  void last(AccessKey key, Completion<std::optional<Access>> done) override;

  /// Completes when all that was noted before is on disk.
  void write_all(Completion<void> done);
  /// The same within a transaction of the writer; if it fails all is as before.
  void write_all(AfterCommit& after_commit);

  /// Has the writer write what is left and waits for it; what the disk refuses then is lost. Call
  /// it before the writer is stopped, and not on its thread.
  void stop();

  /// What is in memory, after the tables were replaced.
  void forget_all() noexcept { unwritten_.forget_all(); }

 private:
  void run();
  void wake() noexcept;
  void write_some();
  void write(std::vector<AccessLine> lines, AfterCommit& after_commit);
  std::vector<Access> read(const AccessKey& key, Instant before, std::size_t limit);
  void tell_dropped();

  Writer& writer_;
  Sweeper& sweeper_;
  Dropped on_dropped_;
  Statement upsert_;
  Statement select_;
  UnwrittenAccesses unwritten_;
  std::mutex mutex_;
  std::condition_variable something_waits_;
  std::atomic<bool> awake_ = false;  ///< changed under mutex_
  bool stopping_ = false;
  std::thread thread_;  ///< last: it uses all of the above
};

}  // namespace guichet::store
