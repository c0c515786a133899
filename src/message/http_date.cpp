// SPDX-License-Identifier: Apache-2.0
#include "message/http_date.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

namespace guichet::message {
namespace {

constexpr std::array<std::string_view, 7> day_names{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                    "Thursday", "Friday", "Saturday"};
constexpr std::size_t short_name = 3;
constexpr std::string_view month_names = "JanFebMarAprMayJunJulAugSepOctNovDec";
// A 0 stands for a digit, _ for a digit or a blank, and * for what is looked up; the rest stands
// for itself.
constexpr std::string_view imf_fixdate = "***, 00 *** 0000 00:00:00 GMT";
constexpr std::string_view after_the_day_of_rfc850 = ", 00-***-00 00:00:00 GMT";
constexpr std::string_view asctime_date = "*** *** _0 00:00:00 0000";

/// What stands where in one of the three forms.
struct Parts {
  std::optional<unsigned> day_name;  ///< from Sunday
  std::string_view day;
  std::string_view month_name;
  std::string_view year;  ///< of two digits in one of the forms
  std::string_view time;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The number in `text`, which holds digits, and blanks before them.
int number_in(std::string_view text) {
  int number = 0;
  for (const char digit : text) number = number * 10 + (digit == ' ' ? 0 : digit - '0');
  return number;
}

std::optional<unsigned> month_of(std::string_view name) {
  for (std::size_t place = 0; place < month_names.size(); place += short_name)
    if (month_names.substr(place, short_name) == name)
      return static_cast<unsigned>(place / short_name + 1);
  return std::nullopt;
}

/// Which day `name` is, of the first `letters` of the names.
std::optional<unsigned> day_of(std::string_view name, std::size_t letters) {
  for (std::size_t day = 0; day < day_names.size(); ++day)
    if (day_names.at(day).substr(0, letters) == name) return static_cast<unsigned>(day);
  return std::nullopt;
}

bool has_the_shape(std::string_view text, std::string_view shape) {
  return std::ranges::equal(text, shape, [](char c, char wanted) {
    if (wanted == '*') return true;
    if (wanted == '_') return c == ' ' || is_digit(c);
    return wanted == '0' ? is_digit(c) : c == wanted;
  });
}

std::optional<Parts> parts_of(std::string_view text) {
  if (has_the_shape(text, imf_fixdate))
    return Parts{day_of(text.substr(0, 3), short_name), text.substr(5, 2), text.substr(8, 3),
                 text.substr(12, 4), text.substr(17, 8)};
  if (has_the_shape(text, asctime_date))
    return Parts{day_of(text.substr(0, 3), short_name), text.substr(8, 2), text.substr(4, 3),
                 text.substr(20, 4), text.substr(11, 8)};
  const std::size_t comma = std::min(text.find(','), text.size());
  const std::string_view rest = text.substr(comma);
  if (!has_the_shape(rest, after_the_day_of_rfc850)) return std::nullopt;
  return Parts{day_of(text.substr(0, comma), std::string_view::npos), rest.substr(2, 2),
               rest.substr(5, 3), rest.substr(9, 2), rest.substr(12, 8)};
}

/// The year that ends with `last_two` digits and is at most 50 years from `now`.
int year_near(Instant now, int last_two) {
  using namespace std::chrono;
  const int this_year = static_cast<int>(year_month_day{floor<days>(now)}.year());
  const int in_this_century = this_year - this_year % 100 + last_two;
  if (in_this_century > this_year + 50) return in_this_century - 100;
  return in_this_century <= this_year - 50 ? in_this_century + 100 : in_this_century;
}

void write_two_digits(std::string& text, std::size_t at, int number) {
  text[at] = static_cast<char>('0' + number / 10 % 10);
  text[at + 1] = static_cast<char>('0' + number % 10);
}

}  // namespace

std::optional<Instant> read_http_date(std::string_view text, Instant now) {
  using namespace std::chrono;
  const auto parts = parts_of(text);
  if (!parts) return std::nullopt;
  const auto month_number = month_of(parts->month_name);
  if (!parts->day_name || !month_number) return std::nullopt;
  const int number = number_in(parts->year);
  const int year_number = parts->year.size() == 2 ? year_near(now, number) : number;
  const year_month_day date{year{year_number}, month{*month_number},
                            day{static_cast<unsigned>(number_in(parts->day))}};
  if (!date.ok() || weekday{sys_days{date}}.c_encoding() != *parts->day_name) return std::nullopt;
  const int hour = number_in(parts->time.substr(0, 2));
  const int minute = number_in(parts->time.substr(3, 2));
  const int second = number_in(parts->time.substr(6, 2));
  if (hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return Instant{sys_days{date} + hours{hour} + minutes{minute} + seconds{second}};
}

std::string http_date(Instant instant) {
  using namespace std::chrono;
  const auto midnight = floor<days>(instant);
  const year_month_day date{midnight};
  const hh_mm_ss time{floor<seconds>(instant - midnight)};
  std::string text{imf_fixdate};
  text.replace(0, short_name, day_names.at(weekday{midnight}.c_encoding()).substr(0, short_name));
  const std::size_t month_name = static_cast<unsigned>(date.month()) - 1;
  text.replace(8, short_name, month_names.substr(month_name * short_name, short_name));
  const int year_number = static_cast<int>(date.year());
  write_two_digits(text, 5, static_cast<int>(static_cast<unsigned>(date.day())));
  write_two_digits(text, 12, year_number / 100);
  write_two_digits(text, 14, year_number % 100);
  write_two_digits(text, 17, static_cast<int>(time.hours().count()));
  write_two_digits(text, 20, static_cast<int>(time.minutes().count()));
  write_two_digits(text, 23, static_cast<int>(time.seconds().count()));
  return text;
}

}  // namespace guichet::message
