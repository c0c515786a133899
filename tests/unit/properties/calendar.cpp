// SPDX-License-Identifier: Apache-2.0
#include "calendar.hpp"

#include <array>
#include <cstdio>

namespace guichet::properties {
namespace {

constexpr int march = 3;
constexpr int october = 10;

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int length_of(int year, int month) {
  constexpr std::array lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : lengths.at(static_cast<std::size_t>(month) - 1);
}

/// Leap days in the years 1 to `year`.
Day leap_days_until(int year) { return year / 4 - year / 100 + year / 400; }

Day new_year(int year) {
  return Day{365} * (year - 1970) + leap_days_until(year - 1) - leap_days_until(1969);
}

Day floor_of_days(Millis at) { return at >= 0 ? at / a_day : (at - a_day + 1) / a_day; }

int year_of(Day day) {
  int year = 1970 + static_cast<int>(day / 366);
  while (new_year(year + 1) <= day) ++year;
  return year;
}

Day last_sunday(int year, int month) {
  const Day last = day_number(year, month, length_of(year, month));
  return last - (last + 4) % 7;  // 1970-01-01 was a Thursday
}

struct Date {
  int year, month, day;
};

Date date_of(Day day) {
  Date date{year_of(day), 1, 1};
  Day left = day - new_year(date.year);
  for (; left >= length_of(date.year, date.month); ++date.month)
    left -= length_of(date.year, date.month);
  date.day += static_cast<int>(left);
  return date;
}

}  // namespace

Day day_number(int year, int month, int day) {
  Day number = new_year(year) + day - 1;
  for (int before = 1; before < month; ++before) number += length_of(year, before);
  return number;
}

bool is_summer_time(Millis at) {
  const int year = year_of(floor_of_days(at));
  return last_sunday(year, march) * a_day + an_hour <= at &&
         at < last_sunday(year, october) * a_day + an_hour;
}

Day paris_day(Millis at) { return floor_of_days(at + (is_summer_time(at) ? 2 : 1) * an_hour); }

Millis paris_midnight(Day day) {
  const Millis in_summer = day * a_day - 2 * an_hour;
  return is_summer_time(in_summer) ? in_summer : in_summer + an_hour;
}

std::string written(Day day) {
  const Date date = date_of(day);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02d", date.year, date.month, date.day);
  return text.data();
}

std::string written_utc(Millis at) {
  const Day day = floor_of_days(at);
  const auto rest = static_cast<int>(at - day * a_day);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "T%02d:%02d:%02d.%03dZ", rest / 3'600'000,
                rest / 60'000 % 60, rest / 1'000 % 60, rest % 1'000);
  return written(day) + text.data();
}

}  // namespace guichet::properties
