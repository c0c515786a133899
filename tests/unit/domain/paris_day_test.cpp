// SPDX-License-Identifier: Apache-2.0
#include "domain/paris_day.hpp"

#include "domain/day_bounds.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace guichet {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

Instant utc(int y, unsigned m, unsigned d, milliseconds since_midnight = 0ms) {
  return Instant{sys_days{year{y} / month{m} / day{d}} + since_midnight};
}

ParisDay day_of(int y, unsigned m, unsigned d) { return year{y} / month{m} / day{d}; }

/// Any instant from 1980 to 2099.
rc::Gen<Instant> any_instant() {
  return rc::gen::map(rc::gen::inRange<std::int64_t>(315'532'800'000, 4'102'444'800'000),
                      [](std::int64_t ms) { return Instant{milliseconds{ms}}; });
}

rc::Gen<ParisDay> any_day() {
  return rc::gen::map(rc::gen::inRange(3'652, 47'481),
                      [](int number) { return ParisDay{sys_days{days{number}}}; });
}

TEST(ParisDay, changes_at_23_00_utc_in_winter_and_at_22_00_utc_in_summer) {
  EXPECT_EQ(paris_day_of(utc(2026, 11, 23, 22h + 59min + 59s + 999ms)), day_of(2026, 11, 23));
  EXPECT_EQ(paris_day_of(utc(2026, 11, 23, 23h)), day_of(2026, 11, 24));
  EXPECT_EQ(paris_day_of(utc(2027, 7, 14, 21h + 59min + 59s + 999ms)), day_of(2027, 7, 14));
  EXPECT_EQ(paris_day_of(utc(2027, 7, 14, 22h)), day_of(2027, 7, 15));
}

TEST(ParisDay, of_the_change_to_summer_time_has_23_hours) {
  EXPECT_EQ(midnight_of(day_of(2027, 3, 28)), utc(2027, 3, 27, 23h));
  EXPECT_EQ(midnight_of(day_of(2027, 3, 29)), utc(2027, 3, 28, 22h));
}

TEST(ParisDay, of_the_change_to_winter_time_has_25_hours) {
  EXPECT_EQ(midnight_of(day_of(2027, 10, 31)), utc(2027, 10, 30, 22h));
  EXPECT_EQ(midnight_of(day_of(2027, 11, 1)), utc(2027, 10, 31, 23h));
}

TEST(ParisDay, has_bounds_that_are_23_24_or_25_hours_apart) {
  const auto hours = [](Instant instant) {
    const DayBounds day = paris_day_bounds(instant);
    EXPECT_LE(day.begins, instant);
    EXPECT_LT(instant, day.ends);
    EXPECT_EQ(paris_day_of(day.begins), paris_day_of(instant));
    EXPECT_EQ(paris_day_of(day.ends - 1ms), paris_day_of(instant));
    EXPECT_EQ(paris_day_of(day.ends), days_after(paris_day_of(instant), 1));
    return (day.ends - day.begins) / 1h;
  };
  for (const Instant night : {utc(2027, 3, 27, 23h), utc(2027, 3, 28, 1h)})
    EXPECT_EQ(hours(night), 23);
  EXPECT_EQ(hours(utc(2027, 3, 28, 22h)), 24);
  for (const Instant night : {utc(2027, 10, 30, 22h), utc(2027, 10, 31, 22h + 59min)})
    EXPECT_EQ(hours(night), 25);
  EXPECT_EQ(hours(utc(2028, 2, 28, 23h)), 24);
}

TEST(ParisDay, offset_changes_at_01_00_utc) {
  EXPECT_EQ(paris_offset_at(utc(2027, 3, 28, 59min + 59s + 999ms)), 60min);
  EXPECT_EQ(paris_offset_at(utc(2027, 3, 28, 1h)), 120min);
  EXPECT_EQ(paris_offset_at(utc(2027, 10, 31, 59min + 59s + 999ms)), 120min);
  EXPECT_EQ(paris_offset_at(utc(2027, 10, 31, 1h)), 60min);
}

TEST(ParisDay, a_wall_clock_time_that_occurs_twice_is_the_earlier_one) {
  EXPECT_EQ(instant_of_paris_time(day_of(2027, 10, 31), 2h + 30min), utc(2027, 10, 31, 30min));
  EXPECT_EQ(instant_of_paris_time(day_of(2027, 10, 31), 3h), utc(2027, 10, 31, 2h));
}

TEST(ParisDay, a_wall_clock_time_that_does_not_occur_is_taken_with_the_offset_before) {
  EXPECT_EQ(instant_of_paris_time(day_of(2027, 3, 28), 2h + 30min), utc(2027, 3, 28, 1h + 30min));
  EXPECT_EQ(instant_of_paris_time(day_of(2027, 3, 28), 3h), utc(2027, 3, 28, 1h));
}

TEST(ParisDay, wall_clock_time_keeps_its_milliseconds) {
  EXPECT_EQ(instant_of_paris_time(day_of(2026, 11, 23), 12h + 1ms), utc(2026, 11, 23, 11h + 1ms));
}

TEST(ParisDay, knows_leap_days) {
  EXPECT_EQ(days_after(day_of(2028, 2, 28), 1), day_of(2028, 2, 29));
  EXPECT_EQ(days_after(day_of(2028, 2, 29), 1), day_of(2028, 3, 1));
  EXPECT_EQ(days_after(day_of(2027, 2, 28), 1), day_of(2027, 3, 1));
  EXPECT_EQ(days_after(day_of(2028, 3, 1), -62), day_of(2027, 12, 30));
  EXPECT_EQ(paris_day_of(utc(2028, 2, 28, 23h)), day_of(2028, 2, 29));
}

TEST(ParisDay, keeps_summer_time_after_the_tables_of_this_machine_end) {
  EXPECT_EQ(paris_offset_at(utc(2038, 1, 19)), 60min);
  EXPECT_EQ(paris_offset_at(utc(2040, 7, 1)), 120min);
  EXPECT_EQ(paris_offset_at(utc(2040, 3, 25, 59min)), 60min);
  EXPECT_EQ(paris_offset_at(utc(2040, 3, 25, 1h)), 120min);
  EXPECT_EQ(midnight_of(day_of(2040, 10, 29)), utc(2040, 10, 28, 23h));
  EXPECT_EQ(paris_offset_at(utc(2099, 7, 1)), 120min);
}

TEST(ParisDay, is_written_as_iso_and_as_the_french_write_it) {
  EXPECT_EQ(iso_date(day_of(2026, 11, 23)), "2026-11-23");
  EXPECT_EQ(iso_date(day_of(2027, 3, 1)), "2027-03-01");
  EXPECT_EQ(french_date(day_of(2026, 11, 23)), "23/11/2026");
  EXPECT_EQ(french_date(day_of(2027, 3, 1)), "01/03/2027");
}

TEST(ParisDay, rules_are_present_where_the_tests_run) { EXPECT_TRUE(paris_rules_are_present()); }

RC_GTEST_PROP(ParisDay, holds_every_instant_from_its_midnight_to_the_next, ()) {
  const Instant instant = *any_instant();
  const ParisDay day = paris_day_of(instant);
  RC_ASSERT(midnight_of(day) <= instant);
  RC_ASSERT(instant < midnight_of(days_after(day, 1)));
}

RC_GTEST_PROP(ParisDay, begins_with_its_midnight, ()) {
  const ParisDay day = *any_day();
  RC_ASSERT(paris_day_of(midnight_of(day)) == day);
  RC_ASSERT(paris_day_of(midnight_of(day) - 1ms) == days_after(day, -1));
}

RC_GTEST_PROP(ParisDay, lasts_23_24_or_25_hours, ()) {
  const ParisDay day = *any_day();
  const auto length = midnight_of(days_after(day, 1)) - midnight_of(day);
  RC_ASSERT(length == 23h || length == 24h || length == 25h);
}

RC_GTEST_PROP(ParisDay, moved_there_and_back_is_the_same_day, ()) {
  const ParisDay day = *any_day();
  const int number = *rc::gen::inRange(-3'000, 3'000);
  RC_ASSERT(days_after(days_after(day, number), -number) == day);
}

TEST(ParisDay, every_midnight_begins_its_day_in_whatever_order_days_are_asked_for) {
  const std::chrono::sys_days first{std::chrono::year{2019} / 1 / 1};
  constexpr int days = 30 * 365;
  constexpr int stride = 4'637;  // has no divisor in common with `days`: each day once
  for (int i = 0, place = 0; i < days; ++i, place = (place + stride) % days) {
    const ParisDay day{first + std::chrono::days{place}};
    ASSERT_EQ(paris_day_of(midnight_of(day)), day) << iso_date(day);
    ASSERT_EQ(paris_day_of(midnight_of(day) - std::chrono::milliseconds{1}), days_after(day, -1));
  }
  for (int place = 0; place < days; ++place) {
    const ParisDay day{first + std::chrono::days{place}};
    ASSERT_EQ(paris_day_of(midnight_of(day)), day) << iso_date(day);
    ASSERT_EQ(paris_day_of(midnight_of(day) - std::chrono::milliseconds{1}), days_after(day, -1));
  }
}

TEST(ParisDay, a_wall_clock_time_of_the_two_nights_is_the_same_after_any_other) {
  using namespace std::chrono_literals;
  const ParisDay march{std::chrono::year{2027} / 3 / 28};
  const ParisDay october{std::chrono::year{2027} / 10 / 31};
  const ParisDay summer{std::chrono::year{2027} / 7 / 1};
  const ParisDay winter{std::chrono::year{2027} / 12 / 1};
  for (const ParisDay before : {winter, summer}) {
    const auto after = [&](ParisDay day, std::chrono::milliseconds time) {
      midnight_of(before);
      return instant_of_paris_time(day, time) - std::chrono::sys_days{day};
    };
    EXPECT_EQ(after(march, 1h + 59min), 59min);
    EXPECT_EQ(after(march, 2h + 30min), 1h + 30min);
    EXPECT_EQ(after(march, 3h), 1h);
    EXPECT_EQ(after(october, 1h + 59min), -1min);
    EXPECT_EQ(after(october, 2h + 30min), 30min);
    EXPECT_EQ(after(october, 3h), 2h);
  }
}

}  // namespace
}  // namespace guichet
