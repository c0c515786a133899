// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <limits>
#include <utility>

#include "domain/clock.hpp"

namespace guichet::store {

/// The database's time: what it last said, and the time that passed since. All nodes of a database
/// so agree on the day and on a code's last second, whatever their own clocks say or are put to.
/// Before anything was heard, and on a store without a clock of its own, it is the machine's. Safe
/// on any thread.
class StoreClock final : public Clock {
 public:
  /// `machine` lives as long as this. `elapsed`: time since some fixed moment, which nobody can
  /// move; on any thread.
  StoreClock(const Clock& machine, std::function<std::chrono::milliseconds()> elapsed)
      : machine_(machine), elapsed_(std::move(elapsed)) {}

  Instant now() const override {
    const auto zero = zero_.load();
    return zero == nothing_heard ? machine_.now()
                                 : Instant{std::chrono::milliseconds{zero} + elapsed_()};
  }

  /// What `elapsed` gives.
  std::chrono::milliseconds elapsed() const { return elapsed_(); }

  /// The database said it was `theirs`, between these two moments of `elapsed`.
  void hear(std::chrono::milliseconds asked, Instant theirs, std::chrono::milliseconds answered) {
    zero_.store((theirs.time_since_epoch() - asked - (answered - asked) / 2).count());
  }

 private:
  using Count = std::chrono::milliseconds::rep;
  static constexpr Count nothing_heard = std::numeric_limits<Count>::min();

  const Clock& machine_;
  const std::function<std::chrono::milliseconds()> elapsed_;
  std::atomic<Count> zero_ = nothing_heard;  ///< the database's time when `elapsed` was 0
};

}  // namespace guichet::store
