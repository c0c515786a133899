// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <utility>

#include "store/quota_book.hpp"

namespace guichet::store {

/// Batch accesses in memory. Every call completes before it returns.
class MemoryQuotaBook final : public QuotaBook {
 public:
  /// `accesses_a_day`: units a key has on one day.
  explicit MemoryQuotaBook(int accesses_a_day) : accesses_a_day_(accesses_a_day) {}

  void take(QuotaKey key, ParisDay day, Completion<QuotaUnit> done) override;
  void refund(QuotaKey key, ParisDay day, Completion<void> done) override;

  /// Forgets everything.
  void clear();

 private:
  int accesses_a_day_;
  std::mutex mutex_;
  std::map<std::pair<QuotaKey, ParisDay>, int> taken_;
};

}  // namespace guichet::store
