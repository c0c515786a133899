// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/outcome.hpp"
#include "domain/quota.hpp"

namespace guichet::store {

/// Batch accesses taken. Same promises as GrantBook on completion, disk and threads.
class QuotaBook {
 public:
  virtual ~QuotaBook() = default;

  /// Takes one unit of `day`, deciding and persisting in one step that no other can come between.
  /// Refuses with quota_used_up; never grants unit batch_accesses_a_day + 1.
  virtual void take(QuotaKey key, ParisDay day, Completion<QuotaUnit> done) = 0;

  /// Gives one unit of `day` back, for a call that ended without data. A key with no unit left
  /// leaves no row.
  virtual void refund(QuotaKey key, ParisDay day, Completion<void> done) = 0;
};

}  // namespace guichet::store
