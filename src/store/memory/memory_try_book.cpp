// SPDX-License-Identifier: Apache-2.0
#include "store/memory/memory_try_book.hpp"

namespace guichet::store {

void MemoryTryBook::judge(TryKey key, bool is_right, Instant now, Completion<TryVerdict> done) {
  std::unique_lock lock(mutex_);
  const TryVerdict verdict = judge_try(tries_[std::move(key)], is_right, now);
  lock.unlock();
  done(verdict);
}

void MemoryTryBook::clear() {
  const std::scoped_lock lock(mutex_);
  tries_.clear();
}

}  // namespace guichet::store
