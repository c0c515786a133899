// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>

#include "store/try_book.hpp"

namespace guichet::store {

/// Failed tries in memory. Every call completes before it returns.
class MemoryTryBook final : public TryBook {
 public:
  explicit MemoryTryBook(int most_of_a_source = most_failures_of_a_source)
      : most_of_a_source_(most_of_a_source) {}

  void judge(TryKey key, TrySource source, bool is_right, Instant now,
             Completion<TryVerdict> done) override;
  void may_challenge(TryKey key, Instant now, Completion<bool> done) override;
  void may_try(TrySource source, Instant now, Completion<bool> done) override;

  /// Forgets every failure and every lock.
  void clear();

 private:
  int most_of_a_source_;
  std::mutex mutex_;
  std::map<TryKey, FailedTries> tries_;
  std::map<TrySource, FailedSource> sources_;
  std::map<TryKey, ChallengesSent> challenges_;
};

}  // namespace guichet::store
