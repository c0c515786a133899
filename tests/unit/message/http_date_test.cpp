// SPDX-License-Identifier: Apache-2.0
#include "message/http_date.hpp"

#include <gtest/gtest.h>

namespace guichet::message {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// RFC 9110 5.6.7.
TEST(HttpDate, reads_and_writes_the_example_of_the_standard) {
  constexpr Instant instant{seconds{784'111'777}};
  EXPECT_EQ(read_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), instant);
  EXPECT_EQ(http_date(instant), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(HttpDate, goes_both_ways_over_leap_days_and_centuries) {
  for (const long long second :
       {0LL, -1LL, 68'169'599LL, 951'782'400LL, 1'709'164'800LL, 253'402'300'799LL}) {
    const Instant instant{seconds{second}};
    EXPECT_EQ(read_http_date(http_date(instant)), instant) << http_date(instant);
  }
}

TEST(HttpDate, drops_fractions_towards_the_past) {
  EXPECT_EQ(http_date(Instant{milliseconds{-1}}), "Wed, 31 Dec 1969 23:59:59 GMT");
  EXPECT_EQ(http_date(Instant{milliseconds{999}}), "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST(HttpDate, takes_a_leap_second_as_the_second_after) {
  EXPECT_EQ(read_http_date("Sat, 31 Dec 2016 23:59:60 GMT"), Instant{seconds{1'483'228'800}});
}

TEST(HttpDate, refuses_every_other_form) {
  for (const std::string_view text :
       {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        "Mon, 06 Nov 1994 08:49:37 GMT", "sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 +0000", "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT", "Wed, 30 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, +6 Nov 1994 08:49:37 GMT", "2027-03-22T09:00:00Z"})
    EXPECT_FALSE(read_http_date(text)) << text;
}

}  // namespace
}  // namespace guichet::message
