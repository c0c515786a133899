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
#include "store/postgresql/sweeper.hpp"
#include "store/postgresql/transaction.hpp"
#include "store/unwritten_accesses.hpp"

namespace guichet::store::postgresql {

/// Accesses in PostgreSQL. What is noted gathers in memory for half a second, so that many accesses
/// are one row and one commit. Whoever asks has what he asks for written first: all of the book's
/// transactions run on one thread, in order. What other nodes noted is seen once they wrote it.
class PostgresqlAccessBook final : public AccessBook {
 public:
  using Dropped = std::function<void(std::uint64_t accesses)>;

  /// At most about `in_memory` lines are held; `on_dropped` may be empty and is told, at most twice
  /// a second, how many accesses are lost.
  PostgresqlAccessBook(Transactions& transactions, Sweeper& sweeper, std::size_t in_memory,
                       Dropped on_dropped);
  ~PostgresqlAccessBook() override;
  PostgresqlAccessBook(const PostgresqlAccessBook&) = delete;
  PostgresqlAccessBook& operator=(const PostgresqlAccessBook&) = delete;

  void note(AccessKey key, Access access) noexcept override;
  bool is_kept() const noexcept override { return is_kept_.load(); }
  void of(AccessKey key, Instant before, std::size_t limit,
          Completion<std::vector<Access>> done) override;
  void last(AccessKey key, Completion<std::optional<Access>> done) override;

  /// Writes what was noted before, within a transaction of the first thread; if it fails all is as
  /// before.
  void write_all(Transaction& transaction);

  /// Writes what is left and waits for it; what the database refuses then is lost. Call it before
  /// the transactions are stopped.
  void stop();

 private:
  void run();
  void wake() noexcept;
  void write_some();
  void write(Transaction& transaction, std::vector<AccessLine> lines);
  void tell_dropped();

  Transactions& transactions_;
  Sweeper& sweeper_;
  Dropped on_dropped_;
  UnwrittenAccesses unwritten_;
  std::mutex mutex_;
  std::condition_variable something_waits_;
  std::atomic<bool> awake_ = false;  ///< changed under mutex_
  bool stopping_ = false;
  std::atomic<bool> is_kept_ = true;  ///< the last write of what was noted succeeded
  std::thread thread_;                ///< last: it uses all of the above
};

}  // namespace guichet::store::postgresql
