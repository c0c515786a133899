// SPDX-License-Identifier: Apache-2.0
#include "domain/paris_day.hpp"

#include "domain/day_bounds.hpp"

#include <date/tz.h>

#include <exception>

namespace guichet {
namespace {

/// The zone, looked up once; it throws when the rules are missing, and so does each later call.
const date::time_zone& paris() {
  static const date::time_zone* const zone = date::locate_zone("Europe/Paris");
  return *zone;
}

// The rule tables of a machine end with 2037, and the library does not read the rule after them.
// The calendar repeats every 28 years until 2100, and with it the last Sundays of March and
// October.
constexpr std::chrono::sys_days end_of_table{std::chrono::year{2037} / 12 / 31};
constexpr std::chrono::days calendar_cycle{10'227};

/// How far to go back from `seconds` since 1970, wall clock or UTC, to where the table speaks.
std::chrono::days cycles_before(std::chrono::seconds since_1970) {
  std::chrono::days back{0};
  while (since_1970 - back >= end_of_table.time_since_epoch()) back += calendar_cycle;
  return back;
}

void append_digits(std::string& text, unsigned number, unsigned width) {
  for (unsigned divisor = width == 4 ? 1000 : 10; divisor > 0; divisor /= 10)
    text += static_cast<char>('0' + number / divisor % 10);
}

struct KnownDay {
  ParisDay day{};
  DayBounds bounds{};
};

/// Each request asks several times, and nearly always for the day of the request before: a thread
/// keeps the last one it looked up.
const KnownDay& known_day_at(Instant instant) {
  thread_local KnownDay known;
  if (instant >= known.bounds.begins && instant < known.bounds.ends) return known;
  const ParisDay day{std::chrono::floor<std::chrono::days>(instant + paris_offset_at(instant))};
  known = {day, {midnight_of(day), midnight_of(days_after(day, 1))}};
  return known;
}

}  // namespace

ParisDay paris_day_of(Instant instant) { return known_day_at(instant).day; }

DayBounds paris_day_bounds(Instant instant) { return known_day_at(instant).bounds; }

Instant midnight_of(ParisDay day) {
  return instant_of_paris_time(day, std::chrono::milliseconds{0});
}

ParisDay days_after(ParisDay day, int days) {
  return ParisDay{std::chrono::sys_days{day} + std::chrono::days{days}};
}

std::chrono::minutes paris_offset_at(Instant instant) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
  const auto info = paris().get_info(seconds - cycles_before(seconds.time_since_epoch()));
  return std::chrono::duration_cast<std::chrono::minutes>(info.offset);
}

Instant instant_of_paris_time(ParisDay day, std::chrono::milliseconds since_midnight) {
  const auto wall = std::chrono::sys_days{day}.time_since_epoch() + since_midnight;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(wall);
  // Of a time that occurs twice, and of one that does not occur, `first` is the rule before the
  // change.
  const auto info = paris().get_info(date::local_seconds{seconds - cycles_before(seconds)});
  return Instant{wall - info.first.offset};
}

std::string iso_date(ParisDay day) {
  std::string text;
  append_digits(text, static_cast<unsigned>(static_cast<int>(day.year())), 4);
  text += '-';
  append_digits(text, static_cast<unsigned>(day.month()), 2);
  text += '-';
  append_digits(text, static_cast<unsigned>(day.day()), 2);
  return text;
}

std::string french_date(ParisDay day) {
  std::string text;
  append_digits(text, static_cast<unsigned>(day.day()), 2);
  text += '/';
  append_digits(text, static_cast<unsigned>(day.month()), 2);
  text += '/';
  append_digits(text, static_cast<unsigned>(static_cast<int>(day.year())), 4);
  return text;
}

bool paris_rules_are_present() {
  using namespace std::chrono;
  try {
    const ParisDay winter{year{2027}, January, day{15}};
    const ParisDay summer{year{2027}, July, day{15}};
    return paris_offset_at(Instant{sys_days{winter}}) == minutes{60} &&
           paris_offset_at(Instant{sys_days{summer}}) == minutes{120};
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace guichet
