// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/clock.hpp"

namespace guichet {

/// The Paris day in which an instant lies: 23, 24 or 25 hours.
struct DayBounds {
  Instant begins;
  Instant ends;  ///< the first instant of the next day
};
DayBounds paris_day_bounds(Instant instant);

}  // namespace guichet
