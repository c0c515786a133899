// SPDX-License-Identifier: Apache-2.0
#include "sandbox/clock_control.hpp"

#include <gtest/gtest.h>

namespace guichet::sandbox {
namespace {

using namespace std::chrono_literals;

Instant at(int year, unsigned month, unsigned day) {
  return std::chrono::sys_days{std::chrono::year{year} / month / day};
}

class FixedClock final : public Clock {
 public:
  Instant now() const override { return at(2026, 11, 23); }
};

Instant moved(Instant from, std::string_view duration) {
  const auto instant = after_duration(from, duration);
  EXPECT_TRUE(instant.has_value()) << duration;
  return instant.value_or(Instant{});
}

TEST(Duration, days_and_hours_are_added) {
  EXPECT_EQ(moved(at(2026, 11, 23), "P1DT2H"), at(2026, 11, 24) + 2h);
}

TEST(Duration, months_follow_the_calendar_and_end_at_its_last_day) {
  EXPECT_EQ(moved(at(2027, 1, 31), "P1M"), at(2027, 2, 28));
  EXPECT_EQ(moved(at(2028, 2, 29), "P1Y"), at(2029, 2, 28));
}

TEST(Duration, a_hundred_and_eighty_days_are_to_the_second) {
  EXPECT_EQ(moved(at(2026, 11, 23), "P180D"), at(2026, 11, 23) + 15'552'000s);
}

TEST(Duration, what_is_not_a_duration_is_refused) {
  for (const char* text : {"", "P", "1D", "PT", "P1", "P1DT", "PD", "P-1D", "P1H", "PT1D", "P1D2",
                           "P99999999999D", "P1.5D"}) {
    EXPECT_FALSE(after_duration(at(2026, 11, 23), text).has_value()) << text;
  }
}

TEST(Duration, nothing_moves_beyond_the_century) {
  for (const char* text : {"P900000D", "P101Y", "P1201M", "P999999999W999999999W999999999W"}) {
    const auto moved_there = after_duration(at(2026, 11, 23), text);
    ASSERT_FALSE(moved_there.has_value()) << text;
    EXPECT_EQ(moved_there.error().said, "The clock ends on 2199-01-01.");
  }
}

TEST(Duration, a_text_too_long_to_be_one_is_refused_however_large_its_sum) {
  std::string text = "P";
  for (int i = 0; i < 100'000; ++i) text += "999999999W";
  EXPECT_FALSE(after_duration(at(2026, 11, 23), text).has_value());
}

TEST(MovableClock, goes_forward_and_never_back) {
  const FixedClock base;
  MovableClock clock(base, 0ms);
  EXPECT_TRUE(clock.move_to(at(2027, 1, 1)).has_value());
  EXPECT_EQ(clock.now(), at(2027, 1, 1));
  const auto back = clock.move_to(at(2026, 12, 1));
  ASSERT_FALSE(back.has_value());
  EXPECT_EQ(back.error().code, Code::parameter);
  EXPECT_EQ(clock.now(), at(2027, 1, 1));
}

TEST(MovableClock, goes_to_the_end_and_not_beyond) {
  const FixedClock base;
  MovableClock clock(base, 0ms);
  const auto beyond = clock.move_to(end_of_clock + 1ms);
  ASSERT_FALSE(beyond.has_value());
  EXPECT_EQ(beyond.error().code, Code::parameter);
  EXPECT_EQ(clock.now(), at(2026, 11, 23));
  EXPECT_TRUE(clock.move_to(end_of_clock).has_value());
}

TEST(MovableClock, may_begin_behind_its_base) {
  const FixedClock base;
  const MovableClock clock(base, -24h);
  EXPECT_EQ(clock.now(), at(2026, 11, 22));
}

TEST(MovableClock, writes_instants_as_rfc_3339) {
  EXPECT_EQ(rfc3339(at(2026, 11, 23) + 4h + 5min + 6s + 7ms), "2026-11-23T04:05:06.007Z");
}

}  // namespace
}  // namespace guichet::sandbox
