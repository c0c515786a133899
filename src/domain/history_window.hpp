// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "domain/clock.hpp"
#include "domain/outcome.hpp"
#include "domain/paris_day.hpp"
#include "domain/segment.hpp"

namespace guichet {

/// Which entries a call may see. An entry is dated at midnight (Paris) of its booking day, expected
/// or past; it is inside if from <= that midnight < until.
struct HistoryWindow {
  Instant from;
  Instant until;
  bool contains(ParisDay booking_day) const;
};

/// The oldest day that `subscription` shows on the Paris day of `now`.
ParisDay oldest_visible_day(Subscription subscription, Instant now);

/// The window for dateFrom (inclusive) and dateTo (exclusive), STET 1.6.2 part 2, transactions.
/// Without dateFrom it begins at the oldest visible day; without dateTo it has no end; a dateFrom
/// after `now` leaves nothing, not even what is expected by then. Refuses with period_not_allowed a
/// dateFrom on a Paris day older than the oldest visible one, or a dateTo before dateFrom.
Outcome<HistoryWindow> history_window(Subscription subscription, Instant now,
                                      std::optional<Instant> date_from,
                                      std::optional<Instant> date_to);

}  // namespace guichet
