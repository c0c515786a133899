// SPDX-License-Identifier: Apache-2.0
#include "sandbox/clock_control.hpp"

#include <charconv>
#include <cstdio>
#include <optional>

namespace guichet::sandbox {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::months;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;
using std::chrono::years;

// Together they keep every sum far from the end of its type.
constexpr int largest_number = 999'999'999;
constexpr std::size_t longest_duration = 40;  // characters

/// Nothing beyond a century: the sum must stay a date.
constexpr int most_years = 100;
constexpr int most_months = 12 * most_years;

struct Duration {
  std::int64_t year_count = 0;
  std::int64_t month_count = 0;
  std::int64_t second_count = 0;
};

std::unexpected<Refusal> beyond_the_end() {
  return refuse(Code::parameter, "The clock ends on " + rfc3339(end_of_clock).substr(0, 10) + ".");
}

std::unexpected<Refusal> before_the_start() {
  return refuse(Code::parameter,
                "The clock begins on " + rfc3339(start_of_clock).substr(0, 10) + ".");
}

std::unexpected<Refusal> not_a_duration(std::string_view text) {
  return refuse(Code::parameter, "advance must be an ISO 8601 duration such as P1DT2H, not \"" +
                                     std::string(text.substr(0, 40)) + "\".");
}

bool add_unit(Duration& sum, char unit, bool in_time, std::int64_t number) {
  if (!in_time && unit == 'Y')
    sum.year_count += number;
  else if (!in_time && unit == 'M')
    sum.month_count += number;
  else if (!in_time && unit == 'W')
    sum.second_count += number * 7 * 86'400;
  else if (!in_time && unit == 'D')
    sum.second_count += number * 86'400;
  else if (in_time && unit == 'H')
    sum.second_count += number * 3'600;
  else if (in_time && unit == 'M')
    sum.second_count += number * 60;
  else if (in_time && unit == 'S')
    sum.second_count += number;
  else
    return false;
  return true;
}

std::optional<Duration> read_duration(std::string_view text) {
  if (!text.starts_with('P') || text.size() > longest_duration) return std::nullopt;
  text.remove_prefix(1);
  Duration sum;
  bool in_time = false;
  bool any = false;
  bool any_time = false;
  while (!text.empty()) {
    if (text.front() == 'T') {
      if (in_time) return std::nullopt;
      in_time = true;
      text.remove_prefix(1);
      continue;
    }
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number < 0 || number > largest_number ||
        end == text.data() + text.size())
      return std::nullopt;
    if (!add_unit(sum, *end, in_time, number)) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    any = true;
    any_time = any_time || in_time;
  }
  if (!any || (in_time && !any_time)) return std::nullopt;
  return sum;
}

}  // namespace

Outcome<void> MovableClock::move_to(Instant instant) {
  if (instant < start_of_clock) return before_the_start();
  const Instant was = now();
  if (instant < was)
    return refuse(Code::parameter, "The clock goes forward only; it is " + rfc3339(was) +
                                       ". POST /_sandbox/reset puts it back.");
  if (instant > end_of_clock) return beyond_the_end();
  put_ahead(instant - base_.now());
  return {};
}

Outcome<Instant> after_duration(Instant instant, std::string_view duration) {
  const auto sum = read_duration(duration);
  if (!sum) return not_a_duration(duration);
  if (sum->year_count > most_years || sum->month_count > most_months) return beyond_the_end();
  const auto day = std::chrono::floor<days>(instant);
  year_month_day date = year_month_day{day} + years{static_cast<int>(sum->year_count)} +
                        months{static_cast<int>(sum->month_count)};
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  const Instant moved = sys_days{date} + (instant - day) + seconds{sum->second_count};
  if (moved > end_of_clock) return beyond_the_end();
  return moved;
}

std::string rfc3339(Instant instant) {
  const auto day = std::chrono::floor<days>(instant);
  const year_month_day date{day};
  const std::chrono::hh_mm_ss time{instant - day};
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                static_cast<int>(time.subseconds().count()));
  return text;
}

}  // namespace guichet::sandbox
