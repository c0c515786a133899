// SPDX-License-Identifier: Apache-2.0
#include "message/http_date.hpp"

#include <gtest/gtest.h>

namespace guichet::message {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

TEST(HttpDate, is_read_as_rfc_9110_prints_it) {
  const Instant expected{sys_days{year{1994} / 11 / 6} + 8h + 49min + 37s};
  EXPECT_EQ(read_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), expected);
}

TEST(HttpDate, is_written_as_rfc_9110_prints_it_without_fractions) {
  const Instant instant{sys_days{year{1994} / 11 / 6} + 8h + 49min + 37s + 999ms};
  EXPECT_EQ(http_date(instant), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(HttpDate, of_another_form_is_not_read) {
  for (const char* text : {"", "Sun, 06 Nov 1994 08:49:37 UTC", "sun, 06 Nov 1994 08:49:37 GMT",
                           "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT",
                           "Sun, 06 NOV 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                           "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 24:00:00 GMT",
                           "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
                           "Tue, 29 Feb 2027 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT "})
    EXPECT_FALSE(read_http_date(text)) << text;
}

TEST(HttpDate, of_a_leap_day_is_read) {
  EXPECT_TRUE(read_http_date("Tue, 29 Feb 2028 23:59:59 GMT"));
}

TEST(HttpDate, of_a_leap_second_is_the_second_after) {
  EXPECT_EQ(read_http_date("Sat, 31 Dec 2016 23:59:60 GMT"), Instant{sys_days{year{2017} / 1 / 1}});
}

TEST(HttpDate, comes_back_from_its_text) {
  for (std::int64_t second = 0; second < 4'000'000'000; second += 86'399 * 137) {
    const Instant instant{seconds{second}};
    EXPECT_EQ(read_http_date(http_date(instant)), instant);
  }
}

}  // namespace
}  // namespace guichet::message
