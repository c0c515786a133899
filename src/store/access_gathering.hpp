// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "domain/outcome.hpp"
#include "store/unwritten_accesses.hpp"

namespace guichet::store {

/// Lines that were taken out to be written. They go back, unless they are kept before it is gone.
class AccessesOnTheWay {
 public:
  explicit AccessesOnTheWay(UnwrittenAccesses& home) : home_(home) {}
  ~AccessesOnTheWay();
  AccessesOnTheWay(const AccessesOnTheWay&) = delete;
  AccessesOnTheWay& operator=(const AccessesOnTheWay&) = delete;

  std::vector<AccessLine>& lines() { return lines_; }
  /// The transaction that wrote them is committed.
  void keep() noexcept { lines_.clear(); }

 private:
  UnwrittenAccesses& home_;
  std::vector<AccessLine> lines_;
};

/// Accesses gather in memory for half a second, so that many are one row and one commit; then its
/// thread has the store write them. What could not be written is tried again. Safe on any thread.
class AccessGathering {
 public:
  using Dropped = std::function<void(std::uint64_t accesses)>;
  using Taken = std::shared_ptr<AccessesOnTheWay>;
  /// Has a transaction begun that takes `enough` lines, if there are as many, and writes them; all
  /// such transactions of a store run on one thread. Says whether there may be more.
  using Write = std::function<void(std::size_t enough, Completion<bool> done)>;

  /// At most about `in_memory` lines are held; `on_dropped` may be empty and is told, at most twice
  /// a second, how many accesses are lost.
  AccessGathering(std::size_t in_memory, Dropped on_dropped, Write write);
  ~AccessGathering() { stop(); }
  AccessGathering(const AccessGathering&) = delete;
  AccessGathering& operator=(const AccessGathering&) = delete;

  void note(AccessKey key, Access access) noexcept;

  /// Within such a transaction: lines to be written.
  Taken take(std::size_t enough);
  Taken take_all();
  Taken take_of(const AccessKey& key);

  /// Whether what was noted could be written the last time.
  bool is_kept() const noexcept { return is_kept_.load(); }

  /// What is in memory, after the tables were replaced.
  void forget_all() noexcept { unwritten_.forget_all(); }

  /// Has what is left written and waits for it; what the store refuses then is lost. Call it while
  /// the store still writes, and not on the thread that does.
  void stop();

 private:
  void run();
  void wake() noexcept;
  void write_some() noexcept;
  void tell_dropped() noexcept;

  Dropped on_dropped_;
  Write write_;
  UnwrittenAccesses unwritten_;
  std::mutex mutex_;
  std::condition_variable something_waits_;
  std::atomic<bool> awake_ = false;  ///< changed under mutex_
  bool stopping_ = false;
  std::atomic<bool> is_kept_ = true;
  std::thread thread_;  ///< last: it uses all of the above
};

}  // namespace guichet::store
