// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <new>
#include <unordered_map>
#include <utility>
#include <vector>

namespace guichet::store {

/// What was read or committed lately, in memory, at most `bound` entries; one that was not used for
/// a while goes first ("second chance"). Never holds what a later commit replaced: the writer calls
/// put or forget after each COMMIT, and a reader's fill is dropped if a commit came between its
/// find and its fill. Safe on any thread.
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

  /// The value, which counts as used now; or none, and the number that fill wants.
  Found find(const Key& key) {
    Part& part = part_of(key);
    const std::scoped_lock lock(part.mutex);
    const auto found = part.places.find(key);
    if (found == part.places.end()) return {nullptr, part.changes};
    Entry& entry = part.entries[found->second];
    entry.was_used = true;
    return {entry.value, part.changes};
  }

  /// Keeps what was read from the disk after a find that gave `changes`, unless a commit touched
  /// this part meanwhile.
  void fill(const Key& key, Shared value, std::uint64_t changes) noexcept {
    Part& part = part_of(key);
    const std::scoped_lock lock(part.mutex);
    if (part.changes == changes && !part.places.contains(key)) keep(part, key, std::move(value));
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
      part.places.clear();
      part.entries.clear();
      part.hand = 0;
    }
  }

 private:
  struct Entry {
    Key key;
    Shared value;
    bool was_used;
  };

  using Places = std::unordered_map<Key, std::size_t, Hash>;

  struct Part {
    std::mutex mutex;
    std::uint64_t changes = 0;
    std::vector<Entry> entries;
    Places places;         ///< in entries
    std::size_t hand = 0;  ///< the entry to be judged next
  };

  Part& part_of(const Key& key) { return parts_[(Hash{}(key) >> 7) % parts_.size()]; }

  // Without memory the entry is left out: the next find reads it from the disk.
  void keep(Part& part, const Key& key, Shared value) noexcept {
    if (part.entries.size() >= bound_) make_room(part);
    const std::size_t place = part.entries.size();
    try {
      part.entries.push_back({key, std::move(value), false});
      part.places.emplace(key, place);
    } catch (const std::bad_alloc&) {
      if (part.entries.size() > place) part.entries.pop_back();
    }
  }

  void make_room(Part& part) noexcept {
    while (true) {
      part.hand %= part.entries.size();
      Entry& entry = part.entries[part.hand];
      if (!std::exchange(entry.was_used, false)) return drop_at(part, part.places.find(entry.key));
      ++part.hand;
    }
  }

  void drop(Part& part, const Key& key) noexcept {
    const auto found = part.places.find(key);
    if (found != part.places.end()) drop_at(part, found);
  }

  // The last entry takes the place of the dropped one.
  static void drop_at(Part& part, typename Places::iterator found) noexcept {
    const std::size_t place = found->second;
    part.places.erase(found);
    if (place + 1 != part.entries.size()) {
      part.entries[place] = std::move(part.entries.back());
      part.places.find(part.entries[place].key)->second = place;
    }
    part.entries.pop_back();
  }

  std::array<Part, 64> parts_;
  std::size_t bound_;  ///< entries a part holds
};

}  // namespace guichet::store
