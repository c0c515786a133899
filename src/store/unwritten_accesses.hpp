// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "domain/access.hpp"

namespace guichet::store {

/// A line of the book of accesses.
struct AccessLine {
  AccessKey key;
  Access access;
};

/// Accesses that are not on disk yet, counted by the minute: at most about `bound` lines, past
/// which those of the oldest minute are dropped. Safe on any thread but where it says otherwise.
class UnwrittenAccesses {
 public:
  explicit UnwrittenAccesses(std::size_t bound);

  /// Counts. Without memory the accesses are dropped.
  void add(AccessLine line) noexcept;

  /// Takes out, into `taken`, at least `enough` lines, if there are as many; without memory it
  /// throws std::bad_alloc, and what it took is there. One thread, the writer's.
  void take(std::size_t enough, std::vector<AccessLine>& taken);
  /// Takes out all lines of `key`, in the same way.
  void take_of(const AccessKey& key, std::vector<AccessLine>& taken);

  void forget_all() noexcept;
  /// Forgets all and counts it as dropped.
  void drop_all() noexcept;

  /// Accesses dropped since this was last asked.
  std::uint64_t dropped() noexcept { return dropped_.exchange(0); }

 private:
  /// What is counted, within its minute.
  struct What {
    AccessKey key;
    std::string method;
    std::string subject;
    bool connected;
    bool operator==(const What&) const = default;
  };
  struct HashOf {
    std::size_t operator()(const AccessKey& key) const;
    std::size_t operator()(const What& what) const;
  };
  using Counts = std::unordered_map<What, std::int64_t, HashOf>;
  struct Part {
    std::mutex mutex;
    std::map<Instant, Counts> minutes;  ///< usually one or two
    std::size_t lines = 0;
  };

  /// All lines of a key are in one part.
  Part& part_of(const AccessKey& key) { return parts_[(HashOf{}(key) >> 7) % parts_.size()]; }
  void drop_one_of_the_oldest(Part& part) noexcept;
  /// Moves a line of `counts` to `taken`, which has room for it.
  static void move_line(Instant minute, Counts& counts, Counts::iterator line,
                        std::vector<AccessLine>& taken) noexcept;

  std::array<Part, 64> parts_;
  std::size_t bound_;          ///< lines a part holds
  std::size_t next_part_ = 0;  ///< from which take begins
  std::atomic<std::uint64_t> dropped_ = 0;
};

}  // namespace guichet::store
