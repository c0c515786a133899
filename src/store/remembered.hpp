// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <new>
#include <unordered_map>
#include <utility>

namespace guichet::store {

/// What was read or committed lately, in memory, at most `bound` entries; the one used longest ago
/// goes first. Never holds what a later commit replaced: the writer calls put or forget after each
/// COMMIT, and a reader's fill is dropped if a commit came between its find and its fill. Safe on
/// any thread.
template <class Key, class Value, class Hash>
class Remembered {
 public:
  /// Shared, because a reader still copies from a value while the writer replaces it.
  using Shared = std::shared_ptr<const Value>;

  /// What find found. Without a value, `changes` goes back with fill.
  struct Found {
    Shared value;
    std::uint64_t changes = 0;
  };

  explicit Remembered(std::size_t bound)
      : bound_(std::max<std::size_t>(bound / parts_.size(), 1)) {}

  /// The value, now the most recently used; or none, and the number that fill wants.
  Found find(const Key& key) {
    Part& part = part_of(key);
    const std::scoped_lock lock(part.mutex);
    const auto found = part.by_key.find(key);
    if (found == part.by_key.end()) return {nullptr, part.changes};
    part.by_use.splice(part.by_use.begin(), part.by_use, found->second);
    return {found->second->second, part.changes};
  }

  /// Keeps what was read from the disk after a find that gave `changes`, unless a commit touched
  /// this part meanwhile.
  void fill(const Key& key, Shared value, std::uint64_t changes) noexcept {
    Part& part = part_of(key);
    const std::scoped_lock lock(part.mutex);
    if (part.changes == changes && !part.by_key.contains(key)) keep(part, key, std::move(value));
  }

  /// The committed value.
  void put(const Key& key, Shared value) noexcept {
    Part& part = part_of(key);
    const std::scoped_lock lock(part.mutex);
    ++part.changes;
    drop(part, key);
    keep(part, key, std::move(value));
  }

  /// A commit ended or changed this one.
  void forget(const Key& key) noexcept {
    Part& part = part_of(key);
    const std::scoped_lock lock(part.mutex);
    ++part.changes;
    drop(part, key);
  }

  void forget_all() noexcept {
    for (Part& part : parts_) {
      const std::scoped_lock lock(part.mutex);
      ++part.changes;
      part.by_key.clear();
      part.by_use.clear();
    }
  }

 private:
  using ByUse = std::list<std::pair<Key, Shared>>;

  struct Part {
    std::mutex mutex;
    std::uint64_t changes = 0;
    ByUse by_use;  ///< most recently used first
    std::unordered_map<Key, typename ByUse::iterator, Hash> by_key;
  };

  Part& part_of(const Key& key) { return parts_[(Hash{}(key) >> 7) % parts_.size()]; }

  // Without memory the entry is left out: the next find reads it from the disk.
  void keep(Part& part, const Key& key, Shared value) noexcept {
    const std::size_t entries_before = part.by_use.size();
    try {
      part.by_use.emplace_front(key, std::move(value));
      part.by_key.emplace(key, part.by_use.begin());
    } catch (const std::bad_alloc&) {
      if (part.by_use.size() > entries_before) part.by_use.pop_front();
      return;
    }
    if (part.by_use.size() <= bound_) return;
    part.by_key.erase(part.by_use.back().first);
    part.by_use.pop_back();
  }

  void drop(Part& part, const Key& key) noexcept {
    const auto found = part.by_key.find(key);
    if (found == part.by_key.end()) return;
    part.by_use.erase(found->second);
    part.by_key.erase(found);
  }

  std::array<Part, 64> parts_;
  std::size_t bound_;  ///< entries a part holds
};

}  // namespace guichet::store
