// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <mutex>

namespace guichet {

/// A std::shared_mutex for what every request reads and hardly anything changes. There, all readers
/// write to one word, which then wanders from core to core; here each thread locks a place of its
/// own, and whoever writes locks them all. What is locked is unlocked by the same thread. Threads
/// may share a place, so a reader must not lock twice.
class ReadMostlyMutex {
 public:
  void lock_shared() { mine().lock(); }
  void unlock_shared() { mine().unlock(); }

  void lock() {
    for (Place& place : places_) place.mutex.lock();
  }
  void unlock() {
    for (Place& place : places_) place.mutex.unlock();
  }

 private:
  // Two cache lines: processors fetch them in pairs.
  struct alignas(128) Place {
    std::mutex mutex;
  };

  std::mutex& mine() { return places_[number_of_this_thread() % places_.size()].mutex; }

  static std::size_t number_of_this_thread() {
    static std::atomic<std::size_t> next{0};
    thread_local const std::size_t number = next.fetch_add(1, std::memory_order_relaxed);
    return number;
  }

  std::array<Place, 16> places_;
};

}  // namespace guichet
