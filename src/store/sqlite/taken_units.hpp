// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "domain/quota.hpp"
#include "store/sqlite/connection.hpp"

namespace guichet::store {

/// How many units of each counter are taken, as committed: all counters of the newest two days, so
/// that one that is not here has none taken, and no call whose customer is connected waits for the
/// disk. Beyond `bound` counters, and for earlier days, it says that it does not know. Safe on any
/// thread.
class TakenUnits {
 public:
  /// `bound`: counters that are held, some 200 bytes each.
  explicit TakenUnits(std::size_t bound) : bound_(bound) {}

  /// Nothing, if only the disk knows.
  std::optional<int> of(const QuotaKey& key, ParisDay day) const;

  /// What was committed. Without memory, this day and earlier ones are not known any more. The
  /// writer's thread only.
  void put(const QuotaKey& key, ParisDay day, int taken) noexcept;
  /// All books were emptied. The writer's thread only.
  void forget_all() noexcept;
  /// Reads what the table holds of its newest day. The writer's thread, or before there is one;
  /// throws SqliteFailure.
  void read_all(Connection& connection);

 private:
  struct OfDay {
    std::unordered_map<std::string, int> taken;
    bool is_full = false;  ///< one was left out: those that are not here are not known
  };

  void keep(OfDay& of_day, std::string key, int taken);
  void let_old_days_go() noexcept;
  void forget_until(ParisDay day) noexcept;

  const std::size_t bound_;
  mutable std::shared_mutex mutex_;
  std::map<ParisDay, OfDay> days_;
  ParisDay complete_from_{};  ///< earlier days are not known
};

}  // namespace guichet::store
