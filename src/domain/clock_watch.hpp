// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "domain/clock.hpp"

namespace guichet {

/// A step of the machine's clock that is an alarm, if it is longer than this.
inline constexpr std::chrono::seconds longest_quiet_step{5};

/// Notices when the machine's clock is moved: it then advances by another time than a counter of
/// elapsed time does. One thread.
class ClockWatch {
 public:
  /// `elapsed`: time since some fixed moment, at the pace of the machine, also while it sleeps.
  ClockWatch(const Clock& clock, std::function<std::chrono::milliseconds()> elapsed)
      : clock_(clock), elapsed_(std::move(elapsed)), lead_(lead()) {}

  /// How far the clock was moved since the last look, or since it was watched; nothing up to
  /// longest_quiet_step.
  std::optional<std::chrono::milliseconds> step_since_last_look();

 private:
  std::chrono::milliseconds lead() const { return clock_.now().time_since_epoch() - elapsed_(); }

  const Clock& clock_;
  std::function<std::chrono::milliseconds()> elapsed_;
  std::chrono::milliseconds lead_;
};

/// What an operator is told of a step.
std::string words_of_step(std::chrono::milliseconds step);

/// The same at a start, if the machine's clock is more than longest_quiet_step behind the last time
/// that was kept.
std::optional<std::string> words_of_start(Instant kept, Instant now);

}  // namespace guichet
