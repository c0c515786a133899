// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/failed_tries.hpp"
#include "domain/outcome.hpp"

namespace guichet::store {

/// Failed tries to prove who one is, and the locks they lead to. They outlive a restart and count
/// on every node. Same promises as GrantBook on completion, disk and threads.
class TryBook {
 public:
  virtual ~TryBook() = default;

  /// judge_try on what is kept under `key`, unless `source` is held off; the verdict is given once
  /// the counts of both are kept. Counts are forgotten a day after the last failure.
  virtual void judge(TryKey key, TrySource source, bool is_right, Instant now,
                     Completion<TryVerdict> done) = 0;

  /// Counts one more challenge to this identifier, known or not; false if there were
  /// most_challenges_of_a_customer within the last lock_duration.
  virtual void may_challenge(TryKey key, Instant now, Completion<bool> done) = 0;

  /// True unless the source is held off at `now`.
  virtual void may_try(TrySource source, Instant now, Completion<bool> done) = 0;
};

}  // namespace guichet::store
