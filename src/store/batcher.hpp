// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace guichet::store {

/// How much a batcher holds and does at once.
struct BatchLimits {
  std::size_t waiting = 100'000;          ///< operations that may wait; more are turned away
  std::size_t at_once = 2'048;            ///< operations in one batch
  std::chrono::milliseconds idle{1'000};  ///< with nothing to do, an empty batch this often
};

/// One thread that works on all operations that gathered while it worked on the ones before: the
/// more come, the more share one commit, and a lone one waits for nobody. Operations keep their
/// order.
template <class Operation>
class Batcher {
 public:
  using Work = std::function<void(std::vector<Operation>& batch)>;

  /// `work` is called on the batcher's thread only, one batch at a time, and must not throw.
  Batcher(Work work, BatchLimits limits) : work_(std::move(work)), limits_(limits) {
    // All that the thread needs, so that it never lacks memory.
    batch_.reserve(limits.at_once);
    waiting_.reserve(limits.at_once);
    thread_ = std::thread([this] { run(); });
  }
  ~Batcher() { stop(); }
  Batcher(const Batcher&) = delete;
  Batcher& operator=(const Batcher&) = delete;

  /// Takes the operation over and returns true; false, and the operation stays the caller's, when
  /// too many wait or the batcher was stopped. Any thread.
  bool add(Operation& operation) {
    {
      const std::scoped_lock lock(mutex_);
      if (stopping_ || waiting_.size() >= limits_.waiting) return false;
      waiting_.push_back(std::move(operation));
      if (!asleep_) return true;
      asleep_ = false;
    }
    something_waits_.notify_one();
    return true;
  }

  /// Takes nothing more, finishes what waits, and ends the thread. Not from within `work`.
  void stop() {
    {
      const std::scoped_lock lock(mutex_);
      stopping_ = true;
      asleep_ = false;
    }
    something_waits_.notify_one();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void run() {
    while (gather()) {
      work_(batch_);
      batch_.clear();
    }
  }

  bool gather() {
    std::unique_lock lock(mutex_);
    if (waiting_.empty() && !stopping_) {
      asleep_ = true;
      something_waits_.wait_for(lock, limits_.idle, [this] { return !asleep_; });
      asleep_ = false;
    }
    if (waiting_.size() <= limits_.at_once) {
      std::swap(batch_, waiting_);
    } else {
      const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(limits_.at_once);
      batch_.assign(std::move_iterator(waiting_.begin()), std::move_iterator(end));
      waiting_.erase(waiting_.begin(), end);
    }
    return !batch_.empty() || !stopping_;
  }

  Work work_;
  BatchLimits limits_;
  std::mutex mutex_;
  std::condition_variable something_waits_;
  std::vector<Operation> waiting_;
  bool asleep_ = false;
  bool stopping_ = false;
  std::vector<Operation> batch_;  ///< the thread's
  std::thread thread_;
};

}  // namespace guichet::store
