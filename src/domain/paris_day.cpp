// SPDX-License-Identifier: Apache-2.0
#include "domain/paris_day.hpp"

#include "domain/day_bounds.hpp"

#include <date/tz.h>

#include <algorithm>
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

/// Writes the digits of `number` into `text` so that they end before `end`.
void put_digits(std::string& text, std::size_t end, unsigned number, std::size_t width) {
  for (std::size_t at = end; at > end - width; number /= 10)
    text[--at] = static_cast<char>('0' + number % 10);
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

/// From which wall-clock time on, and until which, an offset surely holds, in seconds since 1970.
struct KnownRule {
  std::chrono::seconds from{};
  std::chrono::seconds until{};
  std::chrono::seconds offset{};
};

KnownRule rule_of(const date::sys_info& info, std::chrono::days back) {
  // Behind a change the clock may show for the second time what it showed before.
  constexpr std::chrono::hours unsure{24};
  if (back.count() != 0) return {{}, {}, info.offset};
  // The table's last rule has no end, though only the table does.
  const auto end = std::min<std::chrono::sys_seconds>(info.end, end_of_table);
  return {info.begin.time_since_epoch() + info.offset + unsure,
          end.time_since_epoch() + info.offset, info.offset};
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
  // The days of a history lie within one rule or two.
  thread_local KnownRule known;
  if (known.from <= seconds && seconds < known.until) return Instant{wall - known.offset};
  const auto back = cycles_before(seconds);
  const auto info = paris().get_info(date::local_seconds{seconds - back});
  // Of a time that occurs twice, and of one that does not occur, `first` is the rule before the
  // change.
  known = rule_of(info.first, back);
  return Instant{wall - known.offset};
}

std::string iso_date(ParisDay day) {
  std::string text(10, '-');
  put_digits(text, 4, static_cast<unsigned>(static_cast<int>(day.year())), 4);
  put_digits(text, 7, static_cast<unsigned>(day.month()), 2);
  put_digits(text, 10, static_cast<unsigned>(day.day()), 2);
  return text;
}

std::string french_date(ParisDay day) {
  std::string text(10, '/');
  put_digits(text, 2, static_cast<unsigned>(day.day()), 2);
  put_digits(text, 5, static_cast<unsigned>(day.month()), 2);
  put_digits(text, 10, static_cast<unsigned>(static_cast<int>(day.year())), 4);
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
