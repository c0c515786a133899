// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

#include "app/system_clock.hpp"
#include "domain/alarm.hpp"
#include "domain/clock.hpp"
#include "domain/clock_watch.hpp"
#include "domain/high_water_clock.hpp"
#include "domain/outcome.hpp"
#include "store/store.hpp"

namespace guichet::app {

/// The clock of expiry and quota: the machine's, or where several nodes share a database, that
/// one's; but it never goes back, not over a restart either (row 264). A step of it of more than
/// 5 s is an alarm. now() is safe on any thread, the rest is for one.
class KeptClock final : public Clock {
 public:
  /// Both live as long as this, and this longer than the store.
  KeptClock(const Clock& machine, AlarmBell& alarms)
      : machine_(machine),
        alarms_(alarms),
        never_back_(machine),
        watch_(machine, time_since_boot) {}

  Instant now() const override { return never_back_.now(); }

  /// Begins where the last run left it; the store has told its time by then. Refuses with
  /// store_unavailable.
  Outcome<void> take_up(store::Store& store);
  /// Writes down how far it has come, if anybody asked since the last time; nobody waits for the
  /// disk. Call it each second: that much of it a crash may cost.
  void keep(store::Store& store);
  /// How far the store has said that it has written down; 1970 where it knew nothing. Safe on any
  /// thread.
  Instant acknowledged() const { return acknowledged_.load(); }

 private:
  const Clock& machine_;
  AlarmBell& alarms_;
  HighWaterClock never_back_;
  ClockWatch watch_;
  Instant kept_{};
  std::atomic<Instant> acknowledged_{Instant{}};
};

}  // namespace guichet::app
