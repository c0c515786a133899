// SPDX-License-Identifier: Apache-2.0
#include "store/memory/memory_quota_book.hpp"

namespace guichet::store {

void MemoryQuotaBook::take(QuotaKey key, ParisDay day, Completion<QuotaUnit> done) {
  std::unique_lock lock(mutex_);
  Outcome<QuotaUnit> outcome = refuse(Code::quota_used_up);
  const std::pair counted{std::move(key), day};
  const auto found = taken_.find(counted);
  const int taken_before = found == taken_.end() ? 0 : found->second;
  if (taken_before < accesses_a_day_) {
    taken_[counted] = taken_before + 1;
    outcome = QuotaUnit{taken_before + 1};
  }
  lock.unlock();
  done(std::move(outcome));
}

void MemoryQuotaBook::refund(QuotaKey key, ParisDay day, Completion<void> done) {
  std::unique_lock lock(mutex_);
  const auto found = taken_.find({std::move(key), day});
  if (found != taken_.end() && --found->second == 0) taken_.erase(found);
  lock.unlock();
  done({});
}

void MemoryQuotaBook::clear() {
  const std::scoped_lock lock(mutex_);
  taken_.clear();
}

}  // namespace guichet::store
