// SPDX-License-Identifier: Apache-2.0
#include "domain/high_water_clock.hpp"

#include <gtest/gtest.h>

#include "domain/clock_watch.hpp"

namespace guichet {
namespace {

using namespace std::chrono_literals;

class HandClock : public Clock {
 public:
  Instant now() const override { return at; }
  Instant at = std::chrono::sys_days(std::chrono::year(2027) / 3 / 10);
};

TEST(HighWaterClock, row_264_stands_still_after_a_step_back_until_the_machine_has_caught_up) {
  HandClock machine;
  const HighWaterClock clock(machine);
  const Instant start = machine.at;
  EXPECT_EQ(clock.now(), start);
  machine.at = start + 10min;
  EXPECT_EQ(clock.now(), start + 10min);
  machine.at = start - 50min;
  EXPECT_EQ(clock.now(), start + 10min);
  machine.at = start + 10min - 1ms;
  EXPECT_EQ(clock.now(), start + 10min);
  machine.at = start + 10min + 1ms;
  EXPECT_EQ(clock.now(), start + 10min + 1ms);
}

TEST(HighWaterClock, row_264_begins_at_the_mark_of_the_last_run) {
  HandClock machine;
  HighWaterClock clock(machine);
  clock.raise_to(machine.at + 1h);
  EXPECT_EQ(clock.now(), machine.at + 1h);
  clock.raise_to(machine.at);
  EXPECT_EQ(clock.mark(), machine.at + 1h);
  machine.at += 2h;
  EXPECT_EQ(clock.now(), machine.at);
}

TEST(HighWaterClock, its_mark_moves_only_when_somebody_asks) {
  HandClock machine;
  const HighWaterClock clock(machine);
  EXPECT_EQ(clock.mark(), Instant{});
  machine.at += 1s;
  EXPECT_EQ(clock.mark(), Instant{});
  static_cast<void>(clock.now());
  EXPECT_EQ(clock.mark(), machine.at);
}

TEST(HighWaterClock, row_264_a_machine_in_2038_and_after_is_followed) {
  HandClock machine;
  const HighWaterClock clock(machine);
  machine.at = std::chrono::sys_days(std::chrono::year(2038) / 1 / 19) + 3h + 14min + 8s;
  EXPECT_EQ(clock.now(), machine.at);
  machine.at = std::chrono::sys_days(std::chrono::year(2027) / 3 / 10);
  EXPECT_EQ(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(clock.now())).year(),
            std::chrono::year(2038));
}

TEST(ClockWatch, row_264_a_step_of_more_than_5_s_either_way_is_noticed_once) {
  HandClock machine;
  std::chrono::milliseconds elapsed = 1h;
  ClockWatch watch(machine, [&elapsed] { return elapsed; });
  const auto pass = [&](std::chrono::milliseconds real, std::chrono::milliseconds shown) {
    elapsed += real;
    machine.at += shown;
    return watch.step_since_last_look();
  };
  EXPECT_FALSE(pass(1s, 1s));
  EXPECT_FALSE(pass(90s, 90s)) << "a machine that was busy, or slept";
  EXPECT_FALSE(pass(1s, 6s));
  EXPECT_FALSE(pass(1s, -4s));
  EXPECT_EQ(pass(1s, 1h + 1s), 1h);
  EXPECT_FALSE(pass(1s, 1s));
  EXPECT_EQ(pass(1s, -24h), -24h - 1s);
}

TEST(ClockWatch, says_what_a_step_means) {
  EXPECT_EQ(words_of_step(-1h),
            "the machine's clock was put back by 3600 s; the clock of tokens, codes and quota "
            "stands still until it has caught up");
  EXPECT_EQ(words_of_step(6s),
            "the machine's clock was put forward by 6 s; tokens, codes and quota follow it and do "
            "not come back");
  const Instant kept = std::chrono::sys_days(std::chrono::year(2027) / 3 / 10);
  EXPECT_FALSE(words_of_start(kept, kept - 5s));
  EXPECT_FALSE(words_of_start(Instant{}, kept));
  EXPECT_TRUE(words_of_start(kept, kept - 6s)
                  ->starts_with("the machine's clock is 6 s behind the time of the last run"));
}

}  // namespace
}  // namespace guichet
