// SPDX-License-Identifier: Apache-2.0
#include "message/http_date.hpp"

#include <chrono>
#include <cstddef>

namespace guichet::message {
namespace {

constexpr std::string_view day_names = "SunMonTueWedThuFriSat";
constexpr std::string_view month_names = "JanFebMarAprMayJunJulAugSepOctNovDec";
// A 0 stands for a digit; the names of day and month are looked up; the rest stands for itself.
constexpr std::string_view shape = "Www, 00 Mmm 0000 00:00:00 GMT";

/// The number in `text`, which holds digits alone.
int number_in(std::string_view text) {
  int number = 0;
  for (const char digit : text) number = number * 10 + (digit - '0');
  return number;
}

/// Which of the three-letter `names` `name` is, or nothing.
std::optional<unsigned> place_of(std::string_view name, std::string_view names) {
  for (std::size_t place = 0; place * 3 < names.size(); ++place)
    if (names.substr(place * 3, 3) == name) return static_cast<unsigned>(place);
  return std::nullopt;
}

bool has_the_shape(std::string_view text) {
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool is_name = i < 3 || (i >= 8 && i < 11);
    if (is_name) continue;
    if (shape[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i]) return false;
  }
  return true;
}

void write_two_digits(std::string& text, std::size_t at, int number) {
  text[at] = static_cast<char>('0' + number / 10 % 10);
  text[at + 1] = static_cast<char>('0' + number % 10);
}

}  // namespace

std::optional<Instant> read_http_date(std::string_view text) {
  using namespace std::chrono;
  if (!has_the_shape(text)) return std::nullopt;
  const auto day_name = place_of(text.substr(0, 3), day_names);
  const auto month_name = place_of(text.substr(8, 3), month_names);
  if (!day_name || !month_name) return std::nullopt;
  const year_month_day date{year{number_in(text.substr(12, 4))}, month{*month_name + 1},
                            day{static_cast<unsigned>(number_in(text.substr(5, 2)))}};
  if (!date.ok() || weekday{sys_days{date}}.c_encoding() != *day_name) return std::nullopt;
  const int hour = number_in(text.substr(17, 2));
  const int minute = number_in(text.substr(20, 2));
  const int second = number_in(text.substr(23, 2));
  if (hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return Instant{sys_days{date} + hours{hour} + minutes{minute} + seconds{second}};
}

std::string http_date(Instant instant) {
  using namespace std::chrono;
  const auto midnight = floor<days>(instant);
  const year_month_day date{midnight};
  const hh_mm_ss time{floor<seconds>(instant - midnight)};
  std::string text{shape};
  const std::size_t day_name = weekday{midnight}.c_encoding();
  text.replace(0, 3, day_names.substr(day_name * 3, 3));
  const std::size_t month_name = static_cast<unsigned>(date.month()) - 1;
  text.replace(8, 3, month_names.substr(month_name * 3, 3));
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
