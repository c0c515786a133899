// SPDX-License-Identifier: Apache-2.0
#include "store/memory/memory_access_book.hpp"

#include <utility>

namespace guichet::store {

void MemoryAccessBook::note(AccessKey key, Access access) noexcept {
  const std::scoped_lock lock(mutex_);
  What what{std::move(access.method), std::move(access.subject), access.connected};
  minutes_[std::move(key)][minute_of(access.minute)][std::move(what)] += access.count;
}

std::vector<Access> MemoryAccessBook::newest(const AccessKey& key, Instant before,
                                             std::size_t limit) {
  std::vector<Access> accesses;
  const std::scoped_lock lock(mutex_);
  for (const auto& [minute, counts] : minutes_[key]) {
    if (accesses.size() >= limit) break;
    if (minute >= before) continue;
    for (const auto& [what, count] : counts) {
      const auto& [method, subject, connected] = what;
      accesses.push_back({minute, method, subject, connected, count});
    }
  }
  return accesses;
}

void MemoryAccessBook::of(AccessKey key, Instant before, std::size_t limit,
                          Completion<std::vector<Access>> done) {
  done(newest(key, before, limit));
}

void MemoryAccessBook::last(AccessKey key, Completion<std::optional<Access>> done) {
  const std::vector<Access> accesses = newest(key, Instant::max(), 1);
  done(accesses.empty() ? std::nullopt : std::optional(accesses.front()));
}

void MemoryAccessBook::clear() {
  const std::scoped_lock lock(mutex_);
  minutes_.clear();
}

}  // namespace guichet::store
