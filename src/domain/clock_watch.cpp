// SPDX-License-Identifier: Apache-2.0
#include "domain/clock_watch.hpp"

#include <utility>

namespace guichet {
namespace {

std::string in_seconds(std::chrono::milliseconds time) {
  return std::to_string(std::chrono::round<std::chrono::seconds>(time).count()) + " s";
}

}  // namespace

std::optional<std::chrono::milliseconds> ClockWatch::step_since_last_look() {
  const auto now = lead();
  const auto step = now - std::exchange(lead_, now);
  if (std::chrono::abs(step) <= longest_quiet_step) return std::nullopt;
  return step;
}

std::string words_of_step(std::chrono::milliseconds step) {
  if (step.count() > 0)
    return "the machine's clock was put forward by " + in_seconds(step) +
           "; tokens, codes and quota follow it and do not come back";
  return "the machine's clock was put back by " + in_seconds(-step) +
         "; the clock of tokens, codes and quota stands still until it has caught up";
}

std::optional<std::string> words_of_start(Instant kept, Instant now) {
  if (kept - now <= longest_quiet_step) return std::nullopt;
  return "the machine's clock is " + in_seconds(kept - now) +
         " behind the time of the last run; the clock of tokens, codes and quota stands still "
         "until it has caught up";
}

}  // namespace guichet
