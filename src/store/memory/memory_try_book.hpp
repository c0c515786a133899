// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>

#include "store/try_book.hpp"

namespace guichet::store {

/// Failed tries in memory. Every call completes before it returns.
class MemoryTryBook final : public TryBook {
 public:
  void judge(TryKey key, bool is_right, Instant now, Completion<TryVerdict> done) override;

  /// Forgets every failure and every lock.
  void clear();

 private:
  std::mutex mutex_;
  std::map<TryKey, FailedTries> tries_;
};

}  // namespace guichet::store
