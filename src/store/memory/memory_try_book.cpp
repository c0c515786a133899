// SPDX-License-Identifier: Apache-2.0
#include "store/memory/memory_try_book.hpp"

namespace guichet::store {

void MemoryTryBook::judge(TryKey key, TrySource source, bool is_right, Instant now,
                          Completion<TryVerdict> done) {
  std::unique_lock lock(mutex_);
  FailedSource& failures = sources_[std::move(source)];
  TryVerdict verdict = TryVerdict::held_off;
  if (!is_held_off(failures, most_of_a_source_, now)) {
    verdict = judge_try(tries_[std::move(key)], is_right, now);
    if (verdict != TryVerdict::accepted) count_failure(failures, now);
  }
  lock.unlock();
  done(verdict);
}

void MemoryTryBook::may_challenge(TryKey key, Instant now, Completion<bool> done) {
  std::unique_lock lock(mutex_);
  const bool may = guichet::may_challenge(challenges_[std::move(key)], now);
  lock.unlock();
  done(may);
}

void MemoryTryBook::may_try(TrySource source, Instant now, Completion<bool> done) {
  std::unique_lock lock(mutex_);
  const auto found = sources_.find(source);
  const bool may = found == sources_.end() || !is_held_off(found->second, most_of_a_source_, now);
  lock.unlock();
  done(may);
}

void MemoryTryBook::clear() {
  const std::scoped_lock lock(mutex_);
  tries_.clear();
  sources_.clear();
  challenges_.clear();
}

}  // namespace guichet::store
