// SPDX-License-Identifier: Apache-2.0
#include "domain/history_window.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

#include "domain/segment.hpp"

namespace guichet {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

constexpr std::array subscriptions{Subscription::dei_part, Subscription::dei_pro,
                                   Subscription::ce_net, Subscription::web_protexion};

const Instant now = instant_of_paris_time(year{2026} / 11 / 23, 10h);
const ParisDay today = year{2026} / 11 / 23;

Instant midnight_days_ago(int number) { return midnight_of(days_after(today, -number)); }

TEST(HistoryWindow, is_62_days_deep_for_individuals_and_professionals_and_90_for_the_others) {
  EXPECT_EQ(history_depth_days(usual_subscription(Segment::part)), 62);
  EXPECT_EQ(history_depth_days(usual_subscription(Segment::pro)), 62);
  EXPECT_EQ(history_depth_days(usual_subscription(Segment::ent)), 90);
  EXPECT_EQ(history_depth_days(usual_subscription(Segment::assoc)), 90);
}

TEST(HistoryWindow, date_from_62_days_back_is_allowed_and_63_refused_for_part) {
  EXPECT_TRUE(history_window(Subscription::dei_part, now, midnight_days_ago(62), {}));
  const auto refused = history_window(Subscription::dei_part, now, midnight_days_ago(63), {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::period_not_allowed);
  EXPECT_NE(refused.error().said.find("62"), std::string::npos);
  EXPECT_NE(refused.error().said.find("2026-09-22"), std::string::npos) << refused.error().said;
  EXPECT_LE(refused.error().said.size(), 110u);
}

TEST(HistoryWindow, date_from_90_days_back_is_allowed_and_91_refused_for_ent) {
  EXPECT_TRUE(history_window(Subscription::ce_net, now, midnight_days_ago(90), {}));
  const auto refused = history_window(Subscription::ce_net, now, midnight_days_ago(91), {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::period_not_allowed);
  EXPECT_NE(refused.error().said.find("90"), std::string::npos);
}

TEST(HistoryWindow, the_last_millisecond_of_the_day_too_old_is_refused) {
  EXPECT_FALSE(history_window(Subscription::dei_part, now, midnight_days_ago(62) - 1ms, {}));
}

TEST(HistoryWindow, without_dates_begins_at_the_oldest_visible_day_and_has_no_end) {
  const auto window = history_window(Subscription::dei_part, now, {}, {});
  ASSERT_TRUE(window);
  EXPECT_TRUE(window->contains(days_after(today, -62)));
  EXPECT_FALSE(window->contains(days_after(today, -63)));
  EXPECT_TRUE(window->contains(days_after(today, 400)));
}

TEST(HistoryWindow, date_from_is_inclusive_and_date_to_exclusive) {
  const auto window =
      history_window(Subscription::dei_part, now, midnight_days_ago(10), midnight_days_ago(5));
  ASSERT_TRUE(window);
  EXPECT_FALSE(window->contains(days_after(today, -11)));
  EXPECT_TRUE(window->contains(days_after(today, -10)));
  EXPECT_TRUE(window->contains(days_after(today, -6)));
  EXPECT_FALSE(window->contains(days_after(today, -5)));
}

TEST(HistoryWindow, date_from_after_midnight_leaves_that_days_entries_out) {
  const auto window = history_window(Subscription::dei_part, now, midnight_days_ago(10) + 1ms, {});
  ASSERT_TRUE(window);
  EXPECT_FALSE(window->contains(days_after(today, -10)));
}

TEST(HistoryWindow, date_to_before_date_from_is_refused) {
  const auto refused =
      history_window(Subscription::dei_part, now, midnight_days_ago(5), midnight_days_ago(10));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::period_not_allowed);
}

TEST(HistoryWindow, of_the_same_two_dates_is_allowed_and_empty) {
  const auto window =
      history_window(Subscription::dei_part, now, midnight_days_ago(5), midnight_days_ago(5));
  ASSERT_TRUE(window);
  EXPECT_FALSE(window->contains(days_after(today, -5)));
}

TEST(HistoryWindow, may_lie_in_the_future) {
  const Instant tomorrow = midnight_of(days_after(today, 1));
  const auto ahead = history_window(Subscription::dei_part, now, tomorrow, {});
  ASSERT_TRUE(ahead);
  EXPECT_FALSE(ahead->contains(days_after(today, 2))) << "not even what is expected by then";
  EXPECT_TRUE(history_window(Subscription::dei_part, now, {}, tomorrow));
}

TEST(HistoryWindow, counts_calendar_days_across_the_change_to_winter_time) {
  const Instant late = instant_of_paris_time(year{2026} / 12 / 1, 23h + 59min);
  EXPECT_EQ(oldest_visible_day(Subscription::dei_part, late), ParisDay{year{2026} / 9 / 30});
  EXPECT_TRUE(history_window(Subscription::dei_part, late, midnight_of(year{2026} / 9 / 30), {}));
  EXPECT_FALSE(
      history_window(Subscription::dei_part, late, midnight_of(year{2026} / 9 / 30) - 1ms, {}));
}

TEST(HistoryWindow, turns_at_paris_midnight_not_at_utc_midnight) {
  const Instant before = instant_of_paris_time(year{2026} / 11 / 23, 23h + 59min + 59s);
  const Instant after = instant_of_paris_time(year{2026} / 11 / 24, 0h);
  EXPECT_EQ(oldest_visible_day(Subscription::dei_part, before), ParisDay{year{2026} / 9 / 22});
  EXPECT_EQ(oldest_visible_day(Subscription::dei_part, after), ParisDay{year{2026} / 9 / 23});
}

RC_GTEST_PROP(HistoryWindow, contains_a_day_if_its_paris_midnight_lies_within, ()) {
  const ParisDay day = days_after(today, *rc::gen::inRange(-2'000, 2'000));
  const auto near = [&] {
    return midnight_of(day) + minutes{*rc::gen::inRange(-4 * 60, 4 * 60 + 1)};
  };
  const HistoryWindow window{near(), near()};
  const Instant midnight = midnight_of(day);
  RC_ASSERT(window.contains(day) == (window.from <= midnight && midnight < window.until));
}

RC_GTEST_PROP(HistoryWindow, never_shows_an_entry_older_than_the_depth, ()) {
  const Subscription subscription = *rc::gen::elementOf(subscriptions);
  const Instant when{
      milliseconds{*rc::gen::inRange<std::int64_t>(1'700'000'000'000, 2'200'000'000'000)}};
  const auto offset = [] {
    return milliseconds{*rc::gen::inRange<std::int64_t>(-8'000'000'000, 8'000'000'000)};
  };
  std::optional<Instant> from;
  std::optional<Instant> to;
  if (*rc::gen::arbitrary<bool>()) from = when + offset();
  if (*rc::gen::arbitrary<bool>()) to = when + offset();
  const auto window = history_window(subscription, when, from, to);
  if (!window) return;
  const ParisDay too_old = days_after(oldest_visible_day(subscription, when), -1);
  RC_ASSERT(!window->contains(too_old));
}

}  // namespace
}  // namespace guichet
