// SPDX-License-Identifier: Apache-2.0
#include "store/memory/memory_quota_book.hpp"

#include <algorithm>
#include <string>

namespace guichet::store {
namespace {

bool fits(const QuotaFilter& filter, const QuotaKey& key, ParisDay day) {
  return filter.establishment.value_or(key.establishment) == key.establishment &&
         filter.day.value_or(day) == day && filter.tpp.value_or(key.tpp) == key.tpp &&
         filter.psu.value_or(key.psu) == key.psu;
}

}  // namespace

void MemoryQuotaBook::take(QuotaKey key, ParisDay day, QuotaCall call, Completion<QuotaUnit> done) {
  std::unique_lock lock(mutex_);
  Outcome<QuotaUnit> outcome = refuse(Code::quota_used_up);
  const std::pair counted{std::move(key), day};
  const auto found = counters_.find(counted);
  const int taken_before = found == counters_.end() ? 0 : found->second.taken;
  if (taken_before < accesses_a_day_) {
    Counter& counter = counters_[counted];
    counter.taken = taken_before + 1;
    counter.moves.push_back({std::move(call), 1, {}});
    outcome = QuotaUnit{counter.taken};
  }
  lock.unlock();
  done(std::move(outcome));
}

void MemoryQuotaBook::refund(QuotaKey key, ParisDay day, QuotaCall call, Code why,
                             Completion<void> done) {
  std::unique_lock lock(mutex_);
  const auto found = counters_.find({std::move(key), day});
  if (found != counters_.end() && found->second.taken > 0) {
    Counter& counter = found->second;
    --counter.taken;
    if (counter.taken == 0 && counter.moves.size() == 1 && !is_our_fault(why))
      counters_.erase(found);
    else
      counter.moves.push_back({std::move(call), -1, std::string(entry_of(why).name)});
  }
  lock.unlock();
  done({});
}

void MemoryQuotaBook::standing(QuotaKey key, ParisDay day, Completion<QuotaStanding> done) {
  std::unique_lock lock(mutex_);
  const auto found = counters_.find({std::move(key), day});
  const int taken = found == counters_.end() ? 0 : found->second.taken;
  lock.unlock();
  done(QuotaStanding{accesses_a_day_, taken});
}

void MemoryQuotaBook::counters(QuotaFilter filter, std::size_t limit,
                               Completion<std::vector<QuotaCounter>> done) {
  std::unique_lock lock(mutex_);
  std::vector<QuotaCounter> found;
  for (const auto& [counted, counter] : counters_)
    if (fits(filter, counted.first, counted.second))
      found.push_back({counted.first, counted.second, counter.taken, counter.moves});
  lock.unlock();
  std::ranges::stable_sort(found, {}, [](const QuotaCounter& each) {
    return std::pair(each.key.establishment, each.day);
  });
  if (found.size() > limit) found.resize(limit);
  done(std::move(found));
}

void MemoryQuotaBook::clear() {
  const std::scoped_lock lock(mutex_);
  counters_.clear();
}

}  // namespace guichet::store
