// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "domain/outcome.hpp"
#include "domain/quota.hpp"

namespace guichet::store {

/// Batch accesses taken. Same promises as GrantBook on completion, disk and threads.
class QuotaBook {
 public:
  virtual ~QuotaBook() = default;

  /// Units a key has on one day.
  virtual int limit() const = 0;

  /// Takes one unit of `day`, deciding and persisting in one step that no other can come between,
  /// and notes for which call. Refuses with quota_used_up; never grants unit limit() + 1.
  virtual void take(QuotaKey key, ParisDay day, QuotaCall call, Completion<QuotaUnit> done) = 0;

  /// Gives one unit of `day` back, for a call that ended without data, and notes why. Without a
  /// unit it does nothing. A counter that is moved by nothing but calls in vain for a fault of the
  /// caller's leaves no trace: he may ask for things that do not exist, as many as he likes.
  virtual void refund(QuotaKey key, ParisDay day, QuotaCall call, Code why,
                      Completion<void> done) = 0;

  /// How the counter stands, as committed. Of the days in use that is known without the disk.
  virtual void standing(QuotaKey key, ParisDay day, Completion<QuotaStanding> done) = 0;

  /// The counters that fit and what moved them, in the order of establishment, day and the rest of
  /// the key, at most `limit`. For operations: it reads the disk.
  virtual void counters(QuotaFilter filter, std::size_t limit,
                        Completion<std::vector<QuotaCounter>> done) = 0;
};

/// True if what a call was refused for is a fault of ours or of core banking's.
inline bool is_our_fault(Code why) { return entry_of(why).status >= 500; }

}  // namespace guichet::store
