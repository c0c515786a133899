// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "domain/paris_day.hpp"
#include "stet/query.hpp"

namespace guichet::stet {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

Refusal not_a_date(std::string said) { return Refusal{Code::date_format, std::move(said)}; }

/// Reads a text from left to right.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool skip(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// Exactly `count` digits as a number.
  std::optional<int> digits(std::size_t count) {
    if (rest_.size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_digit(rest_[i])) return std::nullopt;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }

  /// What stands behind a decimal point: as many digits as allowed, cut to milliseconds.
  std::optional<milliseconds> fraction(std::size_t at_least, std::size_t at_most) {
    int value = 0;
    std::size_t count = 0;
    for (; count < rest_.size() && is_digit(rest_[count]); ++count)
      if (count < 3) value = value * 10 + (rest_[count] - '0');
    if (count < at_least || count > at_most) return std::nullopt;
    for (std::size_t missing = count; missing < 3; ++missing) value *= 10;
    rest_.remove_prefix(count);
    return milliseconds(value);
  }

  bool at_end() const { return rest_.empty(); }
  bool at(char c) const { return !rest_.empty() && rest_.front() == c; }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  std::string_view rest_;
};

Outcome<ParisDay> read_day(Reader& reader) {
  const auto year = reader.digits(4);
  const bool first_hyphen = reader.skip('-');
  const auto month = reader.digits(2);
  const bool second_hyphen = reader.skip('-');
  const auto day = reader.digits(2);
  if (!year || !month || !day || !first_hyphen || !second_hyphen)
    return std::unexpected(not_a_date(
        "expected YYYY-MM-DDTHH:MM:SS.SSS, got something else where YYYY-MM-DD should stand"));
  const ParisDay read{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                      std::chrono::day(static_cast<unsigned>(*day))};
  if (!read.ok())
    return std::unexpected(
        not_a_date("expected a day of the calendar, got month or day out of range"));
  return read;
}

Outcome<milliseconds> read_time(Reader& reader, const Profile& profile) {
  if (reader.at_end())
    return std::unexpected(
        not_a_date("expected YYYY-MM-DDTHH:MM:SS.SSS, got a day alone; add T00:00:00.000"));
  const bool t = reader.skip('T');
  const auto hour = reader.digits(2);
  const bool first_colon = reader.skip(':');
  const auto minute = reader.digits(2);
  const bool second_colon = reader.skip(':');
  const auto second = reader.digits(2);
  if (!t || !hour || !minute || !second || !first_colon || !second_colon)
    return std::unexpected(not_a_date("expected THH:MM:SS.SSS after the day, got something else"));
  if (*hour > 23 || *minute > 59 || *second > 59)
    return std::unexpected(not_a_date("expected a time from 00:00:00 to 23:59:59, got one beyond"));

  milliseconds time = std::chrono::hours(*hour) + minutes(*minute) + std::chrono::seconds(*second);
  if (reader.skip('.')) {
    const bool any = profile.dates_of_any_precision;
    const auto fraction = any ? reader.fraction(1, 9) : reader.fraction(3, 3);
    if (!fraction)
      return std::unexpected(
          not_a_date(std::string("expected ") + (any ? "1 to 9" : "3") +
                     " digits after the point of the seconds, got another number of them"));
    return time + *fraction;
  }
  if (!profile.dates_of_any_precision)
    return std::unexpected(
        not_a_date("expected a fraction of the second, got none; write .000 after the seconds"));
  return time;
}

/// The offset from UTC; nothing if there is none, which stands for Europe/Paris.
Outcome<std::optional<minutes>> read_offset(Reader& reader) {
  if (reader.at_end()) return std::optional<minutes>();
  if (reader.skip('Z')) return std::optional(minutes(0));
  if (reader.at(' '))
    return std::unexpected(
        not_a_date("expected Z, +HHMM or +HH:MM, got a blank; send the plus sign as + or %2B"));
  const bool west = reader.skip('-');
  const bool east = !west && reader.skip('+');
  const auto hours = reader.digits(2);
  reader.skip(':');
  const auto rest = reader.digits(2);
  if ((!west && !east) || !hours || !rest)
    return std::unexpected(
        not_a_date("expected nothing, Z, +HHMM or +HH:MM after the time, got something else"));
  const minutes offset = std::chrono::hours(*hours) + minutes(*rest);
  if (*rest > 59 || offset > std::chrono::hours(14))
    return std::unexpected(not_a_date("expected an offset of at most 14:00, got one beyond"));
  return std::optional(west ? -offset : offset);
}

}  // namespace

Outcome<Instant> read_date(std::string_view text, const Profile& profile) {
  Reader reader(text);
  GUICHET_TRY(day, read_day(reader));
  GUICHET_TRY(time, read_time(reader, profile));
  GUICHET_TRY(offset, read_offset(reader));
  if (!reader.at_end())
    return std::unexpected(not_a_date("expected the date to end after its offset, got more"));
  if (!offset) return instant_of_paris_time(day, time);
  return Instant(std::chrono::sys_days(day).time_since_epoch() + time - *offset);
}

}  // namespace guichet::stet
