// SPDX-License-Identifier: Apache-2.0
#include "app/kept_clock.hpp"

#include <utility>

namespace guichet::app {

Outcome<void> KeptClock::take_up(store::Store& store) {
  GUICHET_TRY(mark, store.clock_mark());
  if (const auto behind = words_of_start(mark, machine_.now())) alarms_.ring(*behind);
  never_back_.raise_to(mark);
  kept_ = mark;
  acknowledged_ = mark;
  static_cast<void>(
      watch_.step_since_last_look());  // from the machine's time to the store's: no step
  return {};
}

void KeptClock::keep(store::Store& store) {
  if (const auto step = watch_.step_since_last_look()) alarms_.ring(words_of_step(*step));
  const Instant mark = never_back_.mark();
  if (mark == std::exchange(kept_, mark)) return;
  store.keep_clock_mark(mark, [this, mark](Outcome<void> kept) {
    if (kept) acknowledged_ = mark;
  });
}

}  // namespace guichet::app
