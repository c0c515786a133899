// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <unordered_map>

#include "domain/clock.hpp"

namespace guichet::sca {

/// Wrong codes by identifier: five in a row, and the identifier is locked for 15 minutes (RTS
/// article 4(3)(b)). Known and unknown identifiers are treated alike. At most 10,000 are
/// remembered; the one that failed longest ago goes first. Not safe on several threads at once: its
/// owner has a lock.
class Lockout {
 public:
  static constexpr int most_failures = 5;
  static constexpr std::chrono::minutes duration{15};

  bool is_locked(const std::string& who, Instant now) const;
  /// Counts one failure; true if it was the one that locks. While locked nothing is counted, so
  /// that nobody learns of the lock from how long it lasts.
  bool failed(const std::string& who, Instant now);
  void succeeded(const std::string& who) { records_.erase(who); }
  void clear() { records_.clear(); }

 private:
  struct Record {
    int failures = 0;
    Instant last_failure{};
    Instant locked_until{};
  };
  static constexpr std::size_t most_records = 10'000;
  void make_room();

  std::unordered_map<std::string, Record> records_;
};

}  // namespace guichet::sca
