// SPDX-License-Identifier: Apache-2.0
#include "domain/history_window.hpp"

#include <string>

namespace guichet {
namespace {

// How far Paris has ever been ahead of UTC; it was never behind it.
constexpr std::chrono::hours most_ahead{2};

}  // namespace

bool HistoryWindow::contains(ParisDay booking_day) const {
  // The zone is asked about the days at the edges only: a page has hundreds of entries.
  const Instant latest{std::chrono::sys_days{booking_day}};
  const Instant earliest = latest - most_ahead;
  if (from <= earliest && latest < until) return true;
  if (latest < from || until <= earliest) return false;
  const Instant midnight = midnight_of(booking_day);
  return from <= midnight && midnight < until;
}

ParisDay oldest_visible_day(Subscription subscription, Instant now) {
  return days_after(paris_day_of(now), -history_depth_days(subscription));
}

Outcome<HistoryWindow> history_window(Subscription subscription, Instant now,
                                      std::optional<Instant> date_from,
                                      std::optional<Instant> date_to) {
  const ParisDay oldest = oldest_visible_day(subscription, now);
  if (date_from && paris_day_of(*date_from) < oldest)
    return refuse(Code::period_not_allowed,
                  "dateFrom lies on " + iso_date(paris_day_of(*date_from)) +
                      "; this customer shows " + std::to_string(history_depth_days(subscription)) +
                      " days, from " + iso_date(oldest) + " on.");
  if (date_from && date_to && *date_to < *date_from)
    return refuse(Code::period_not_allowed, "dateTo lies before dateFrom; swap them.");
  if (date_from && *date_from > now) return HistoryWindow{*date_from, *date_from};
  return HistoryWindow{date_from.value_or(midnight_of(oldest)), date_to.value_or(Instant::max())};
}

}  // namespace guichet
