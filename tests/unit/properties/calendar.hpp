// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace guichet::properties {

/// The calendar of Europe/Paris once more, by directive 2000/84/EC alone: summer time from 01:00
/// UTC of the last Sunday of March to 01:00 UTC of the last Sunday of October. It shares no code
/// and no table of zones with what is tested. Right from 1996 on.

using Millis = std::int64_t;  ///< since 1970-01-01T00:00:00Z
using Day = std::int64_t;     ///< days of the Paris calendar since 1970-01-01

inline constexpr Millis a_second = 1'000;
inline constexpr Millis an_hour = 3'600 * a_second;
inline constexpr Millis a_day = 24 * an_hour;

Day day_number(int year, int month, int day);
bool is_summer_time(Millis at);
Day paris_day(Millis at);
Millis paris_midnight(Day day);

/// "2027-03-28".
std::string written(Day day);

/// "2027-03-27T23:00:00.000Z".
std::string written_utc(Millis at);

}  // namespace guichet::properties
