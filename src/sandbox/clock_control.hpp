// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>

#include "domain/clock.hpp"
#include "domain/outcome.hpp"

namespace guichet::sandbox {

/// Where the sandbox's clock begins, far enough behind 1970 that no span taken from a time is below
/// zero, and where it ends: whatever is added to a time must stay a date of four digits.
inline constexpr Instant start_of_clock = std::chrono::sys_days{std::chrono::year{2000} / 1 / 1};
inline constexpr Instant end_of_clock = std::chrono::sys_days{std::chrono::year{2199} / 1 / 1};

/// The sandbox's clock: the machine's with a lead, which is negative when the clock was started in
/// the past. Safe on any thread. It is moved forward only, so that what has expired stays expired;
/// a reset puts it back.
class MovableClock final : public Clock {
 public:
  /// `base` lives as long as this. `ahead`: how far this clock is ahead of the base at first.
  MovableClock(const Clock& base, std::chrono::milliseconds ahead)
      : base_(base), ahead_(ahead.count()) {}

  Instant now() const override { return base_.now() + ahead(); }
  std::chrono::milliseconds ahead() const { return std::chrono::milliseconds{ahead_.load()}; }

  /// Makes it `instant` now. Refuses with parameter an instant before the start, before now or
  /// after the end.
  Outcome<void> move_to(Instant instant);
  /// Sets how far it is ahead of the base, also backwards: for a reset.
  void put_ahead(std::chrono::milliseconds ahead) { ahead_.store(ahead.count()); }

 private:
  const Clock& base_;
  std::atomic<std::chrono::milliseconds::rep> ahead_;
};

/// `instant` plus an ISO 8601 duration such as P1DT2H, P2W or P6M (months and years by the
/// calendar, in UTC). Refuses with parameter what is no duration or leads beyond the end.
Outcome<Instant> after_duration(Instant instant, std::string_view duration);

/// "2026-11-23T04:05:06.789Z".
std::string rfc3339(Instant instant);

}  // namespace guichet::sandbox
