// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "store/quota_book.hpp"

namespace guichet::store {

/// Batch accesses in memory. Every call completes before it returns.
class MemoryQuotaBook final : public QuotaBook {
 public:
  /// `accesses_a_day`: units a key has on one day.
  explicit MemoryQuotaBook(int accesses_a_day) : accesses_a_day_(accesses_a_day) {}

  int limit() const override { return accesses_a_day_; }
  void take(QuotaKey key, ParisDay day, QuotaCall call, Completion<QuotaUnit> done) override;
  void refund(QuotaKey key, ParisDay day, QuotaCall call, Code why, Completion<void> done) override;
  void standing(QuotaKey key, ParisDay day, Completion<QuotaStanding> done) override;
  void counters(QuotaFilter filter, std::size_t limit,
                Completion<std::vector<QuotaCounter>> done) override;

  /// Forgets everything.
  void clear();

 private:
  struct Counter {
    int taken = 0;
    std::vector<QuotaMove> moves;
  };

  int accesses_a_day_;
  std::mutex mutex_;
  std::map<std::pair<QuotaKey, ParisDay>, Counter> counters_;
};

}  // namespace guichet::store
