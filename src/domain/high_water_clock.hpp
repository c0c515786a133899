// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

#include "domain/clock.hpp"

namespace guichet {

/// A clock that never goes back: while the one under it is behind the latest time that was given
/// out or that it was raised to, it stands still there. What has expired stays expired (row 264).
/// Safe on any thread.
class HighWaterClock final : public Clock {
 public:
  /// `base` lives as long as this.
  explicit HighWaterClock(const Clock& base) : base_(base) {}

  Instant now() const override {
    const Instant now = base_.now();
    Instant mark = mark_.load(std::memory_order_relaxed);
    while (mark < now)
      if (mark_.compare_exchange_weak(mark, now, std::memory_order_relaxed)) return now;
    return mark;
  }

  /// The latest time that was given out.
  Instant mark() const { return mark_.load(std::memory_order_relaxed); }

  /// It is not before `instant` any more; an earlier one than the mark changes nothing.
  void raise_to(Instant instant) {
    Instant mark = mark_.load(std::memory_order_relaxed);
    while (mark < instant &&
           !mark_.compare_exchange_weak(mark, instant, std::memory_order_relaxed));
  }

 private:
  const Clock& base_;
  mutable std::atomic<Instant> mark_{Instant{}};
};

}  // namespace guichet
