// SPDX-License-Identifier: Apache-2.0
#include "bank/camt/camt_values.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include "domain/clock.hpp"

namespace guichet::bank {
namespace {

constexpr std::size_t most_digits = 18;
constexpr std::size_t most_fraction_digits = 5;
constexpr std::size_t longest_shown = 40;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool all_digits(std::string_view text) { return std::ranges::all_of(text, is_digit); }

/// The number that `text` is, if it has digits alone.
std::optional<int> number_in(std::string_view text) {
  if (text.empty() || !all_digits(text)) return std::nullopt;
  int number = 0;
  for (const char c : text) number = number * 10 + (c - '0');
  return number;
}

std::unexpected<std::string> no_date(std::string_view text) {
  return std::unexpected("expected a date such as 2026-11-23, got \"" + shown(text) + "\"");
}

std::unexpected<std::string> no_time(std::string_view text) {
  return std::unexpected("expected a time such as 2026-11-23T10:15:00+01:00, got \"" + shown(text) +
                         "\"");
}

/// What follows a date or a time.
struct Zone {
  bool is_given = false;
  int minutes = 0;  ///< to take off for UTC
};

/// "", "Z", "+01:00".
std::optional<Zone> zone_of(std::string_view text) {
  if (text.empty()) return Zone{};
  if (text == "Z") return Zone{true, 0};
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = number_in(text.substr(1, 2));
  const auto minutes = number_in(text.substr(4, 2));
  if (!hours || !minutes || *hours > 14 || *minutes > 59) return std::nullopt;
  const int offset = *hours * 60 + *minutes;
  return Zone{true, text[0] == '+' ? offset : -offset};
}

std::optional<ParisDay> day_in(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number_in(text.substr(0, 4));
  const auto month = number_in(text.substr(5, 2));
  const auto day = number_in(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const ParisDay read{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                      std::chrono::day(static_cast<unsigned>(*day))};
  // Before 1970 and far ahead lie typing errors only.
  if (!read.ok() || *year < 1970 || *year > 2200) return std::nullopt;
  return read;
}

}  // namespace

ReadValue<Money> read_amount(std::string_view text) {
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  std::string_view fraction = text.substr(std::min(point + 1, text.size()));
  const std::size_t digits = whole.size() + fraction.size();
  if (digits == 0 || digits > most_digits || fraction.size() > most_fraction_digits ||
      !all_digits(whole) || !all_digits(fraction))
    return std::unexpected("expected an amount such as 1234.56, got \"" + shown(text) + "\"");
  while (fraction.size() > 2 && fraction.back() == '0') fraction.remove_suffix(1);
  if (fraction.size() > 2)
    return std::unexpected("an amount in euro has two decimals, got \"" + shown(text) + "\"");
  std::int64_t cents = 0;
  for (const char c : whole) cents = cents * 10 + (c - '0');  // 18 digits fit
  std::int64_t parts = 0;
  for (std::size_t i = 0; i < 2; ++i)
    parts = parts * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  if (__builtin_mul_overflow(cents, 100, &cents) || __builtin_add_overflow(cents, parts, &cents))
    return std::unexpected("the amount \"" + shown(text) + "\" is beyond what is counted here");
  return Money{cents};
}

ReadValue<ParisDay> read_day(std::string_view text) {
  const auto day = day_in(text.substr(0, 10));
  if (!day || !zone_of(text.substr(std::min<std::size_t>(10, text.size())))) return no_date(text);
  return *day;
}

ReadValue<ParisDay> read_day_of_time(std::string_view text) {
  constexpr std::size_t up_to_seconds = 19;
  if (text.size() < up_to_seconds || text[10] != 'T' || text[13] != ':' || text[16] != ':')
    return no_time(text);
  const auto day = day_in(text.substr(0, 10));
  const auto hours = number_in(text.substr(11, 2));
  const auto minutes = number_in(text.substr(14, 2));
  const auto seconds = number_in(text.substr(17, 2));
  std::string_view rest = text.substr(up_to_seconds);
  if (rest.starts_with('.')) {
    const auto end = std::find_if_not(rest.begin() + 1, rest.end(), is_digit);
    if (end == rest.begin() + 1) return no_time(text);
    rest.remove_prefix(static_cast<std::size_t>(end - rest.begin()));
  }
  const auto zone = zone_of(rest);
  const bool in_range =
      day && hours && minutes && seconds && *hours <= 24 && *minutes <= 59 && *seconds <= 60;
  if (!in_range || !zone) return no_time(text);
  const auto since_midnight =
      std::chrono::hours(*hours) + std::chrono::minutes(*minutes) + std::chrono::seconds(*seconds);
  if (!zone->is_given) return *hours == 24 ? days_after(*day, 1) : *day;
  return paris_day_of(Instant(std::chrono::sys_days(*day).time_since_epoch() + since_midnight -
                              std::chrono::minutes(zone->minutes)));
}

ReadValue<bool> read_indicator(std::string_view text) {
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  return std::unexpected("expected true or false, got \"" + shown(text) + "\"");
}

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

std::vector<std::string> in_lines(std::string_view text, std::size_t longest) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    std::size_t end = 0;
    std::size_t characters = 0;
    std::size_t blank = std::string_view::npos;
    while (end < text.size() && characters < longest) {
      if (text[end] == ' ') blank = end;
      ++end;
      while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
      ++characters;
    }
    const bool cut_at_blank =
        end < text.size() && text[end] != ' ' && blank != 0 && blank != std::string_view::npos;
    lines.emplace_back(text.substr(0, cut_at_blank ? blank : end));
    text.remove_prefix(cut_at_blank ? blank : end);
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  }
  return lines;
}

std::string shown(std::string_view text) {
  std::string printed;
  for (const char c : text.substr(0, longest_shown)) printed += c >= ' ' && c <= '~' ? c : '?';
  if (text.size() > longest_shown) printed += "...";
  return printed;
}

}  // namespace guichet::bank
