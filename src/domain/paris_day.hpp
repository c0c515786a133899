// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "domain/clock.hpp"

namespace guichet {

/// A calendar day of Europe/Paris. Quota and history are counted in these.
using ParisDay = std::chrono::year_month_day;

/// The Paris day in which `instant` lies.
ParisDay paris_day_of(Instant instant);

/// The first instant of `day` in Paris.
Instant midnight_of(ParisDay day);

/// `day` plus or minus some days.
ParisDay days_after(ParisDay day, int days);

/// What to add to UTC to get Paris time at `instant`: 60 or 120 minutes.
std::chrono::minutes paris_offset_at(Instant instant);

/// The instant of a Paris wall-clock time. A time that occurs twice (October) is the earlier one, a
/// time that does not occur (March) is taken with the offset before the change.
Instant instant_of_paris_time(ParisDay day, std::chrono::milliseconds since_midnight);

/// "2026-11-23".
std::string iso_date(ParisDay day);

/// "23/11/2026", as in the names of balances.
std::string french_date(ParisDay day);

/// True if the rules of Europe/Paris can be read on this machine; a gateway does not start without.
bool paris_rules_are_present();

}  // namespace guichet
