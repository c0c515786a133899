// SPDX-License-Identifier: Apache-2.0
//
// The days of Paris and what hangs on them, all of them, against a calendar that shares nothing
// with the product's, and both against the IANA database as another program reads it.
#include "calendar.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "domain/history_window.hpp"
#include "domain/paris_day.hpp"
#include "paris_changes.hpp"

namespace guichet::properties {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using std::chrono::sys_days;

Instant instant_of(Millis at) { return Instant(milliseconds(at)); }
ParisDay paris_day_numbered(Day day) { return ParisDay(sys_days(days(day))); }
Day number_of(ParisDay day) { return sys_days(day).time_since_epoch().count(); }

const Day first_day = day_number(1996, 1, 1);
const Day last_day = day_number(2099, 12, 31);

TEST(Calendar, of_the_directive_is_that_of_the_iana_database) {
  bool summer = false;
  for (const Millis seconds : paris_changes) {
    EXPECT_EQ(is_summer_time(seconds * a_second - 1), summer) << seconds;
    summer = !summer;
    EXPECT_EQ(is_summer_time(seconds * a_second), summer) << seconds;
  }
}

TEST(Calendar, of_the_product_changes_when_the_iana_database_does) {
  int minutes = 60;
  for (const Millis seconds : paris_changes) {
    const Instant change = instant_of(seconds * a_second);
    EXPECT_EQ(paris_offset_at(change - milliseconds(1)).count(), minutes) << seconds;
    minutes = 180 - minutes;
    EXPECT_EQ(paris_offset_at(change).count(), minutes) << seconds;
  }
}

TEST(Calendar, of_the_product_has_the_same_midnights_on_all_days_until_2099) {
  for (Day day = first_day; day <= last_day; ++day) {
    const Millis midnight = paris_midnight(day);
    const ParisDay product_day = paris_day_numbered(day);
    ASSERT_EQ(midnight_of(product_day), instant_of(midnight)) << written(day);
    ASSERT_EQ(paris_day_of(instant_of(midnight)), product_day) << written(day);
    ASSERT_EQ(number_of(paris_day_of(instant_of(midnight - 1))), day - 1) << written(day);
    ASSERT_EQ(iso_date(product_day), written(day));
  }
}

TEST(Calendar, of_the_product_lies_in_the_same_day_at_every_hour_of_a_change) {
  for (const Millis seconds : paris_changes)
    for (Millis at = seconds * a_second - a_day; at <= seconds * a_second + a_day;
         at += an_hour / 2)
      for (const Millis beside : {at - 1, at, at + 1})
        ASSERT_EQ(number_of(paris_day_of(instant_of(beside))), paris_day(beside))
            << written_utc(beside);
}

/// Fails unless a customer with this subscription sees `depth` days back at `now`, and not one
/// more.
void expect_depth(Subscription subscription, Day depth, Millis now) {
  const Millis oldest = paris_midnight(paris_day(now) - depth);
  ASSERT_TRUE(history_window(subscription, instant_of(now), instant_of(oldest), {}))
      << written_utc(now);
  const auto beyond = history_window(subscription, instant_of(now), instant_of(oldest - 1), {});
  ASSERT_FALSE(beyond) << written_utc(now);
  ASSERT_EQ(beyond.error().code, Code::period_not_allowed);
  const auto whole = history_window(subscription, instant_of(now), {}, {});
  ASSERT_TRUE(whole);
  ASSERT_TRUE(whole->contains(paris_day_numbered(paris_day(oldest)))) << written_utc(now);
  ASSERT_FALSE(whole->contains(paris_day_numbered(paris_day(oldest) - 1))) << written_utc(now);
}

TEST(Calendar, makes_the_depth_62_or_90_days_on_every_day_of_four_years) {  // row 197
  // Over a leap year, at the first and the last millisecond of a day and in between.
  for (Day day = day_number(2026, 1, 1); day <= day_number(2029, 12, 31); ++day) {
    const Millis noon = paris_midnight(day) + 12 * an_hour;
    for (const Millis now : {paris_midnight(day), noon, paris_midnight(day + 1) - 1}) {
      expect_depth(Subscription::dei_part, 62, now);
      expect_depth(Subscription::dei_pro, 62, now);
      expect_depth(Subscription::ce_net, 90, now);
    }
  }
}

}  // namespace
}  // namespace guichet::properties
