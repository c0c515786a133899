// SPDX-License-Identifier: Apache-2.0
#include "message/http_date.hpp"

#include <gtest/gtest.h>

namespace guichet::message {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant in_1994{seconds{784'000'000}};

// RFC 9110 5.6.7.
TEST(HttpDate, reads_and_writes_the_example_of_the_standard) {
  constexpr Instant instant{seconds{784'111'777}};
  EXPECT_EQ(read_http_date("Sun, 06 Nov 1994 08:49:37 GMT", in_1994), instant);
  EXPECT_EQ(http_date(instant), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(HttpDate, reads_the_two_obsolete_forms_too) {
  for (const std::string_view text : {"Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    EXPECT_EQ(read_http_date(text, in_1994), Instant{seconds{784'111'777}}) << text;
  EXPECT_EQ(read_http_date("Wed Nov 16 08:49:37 1994", in_1994), Instant{seconds{784'975'777}});
}

TEST(HttpDate, takes_a_year_of_two_digits_for_the_one_that_is_nearest) {
  using namespace std::chrono;
  const auto at = [](int year_number) { return Instant{sys_days{year{year_number} / 1 / 1}}; };
  EXPECT_EQ(read_http_date("Thursday, 01-Jan-26 00:00:00 GMT", at(2026)), at(2026));
  EXPECT_EQ(read_http_date("Wednesday, 01-Jan-76 00:00:00 GMT", at(2026)), at(2076));
  EXPECT_EQ(read_http_date("Saturday, 01-Jan-77 00:00:00 GMT", at(2026)), at(1977));
  EXPECT_EQ(read_http_date("Friday, 01-Jan-00 00:00:00 GMT", at(2099)), at(2100));
}

TEST(HttpDate, goes_both_ways_over_leap_days_and_centuries) {
  for (const long long second :
       {0LL, -1LL, 68'169'599LL, 951'782'400LL, 1'709'164'800LL, 253'402'300'799LL}) {
    const Instant instant{seconds{second}};
    EXPECT_EQ(read_http_date(http_date(instant), in_1994), instant) << http_date(instant);
  }
}

TEST(HttpDate, drops_fractions_towards_the_past) {
  EXPECT_EQ(http_date(Instant{milliseconds{-1}}), "Wed, 31 Dec 1969 23:59:59 GMT");
  EXPECT_EQ(http_date(Instant{milliseconds{999}}), "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST(HttpDate, takes_a_leap_second_as_the_second_after) {
  EXPECT_EQ(read_http_date("Sat, 31 Dec 2016 23:59:60 GMT", in_1994),
            Instant{seconds{1'483'228'800}});
}

TEST(HttpDate, refuses_every_other_form) {
  for (const std::string_view text : {"",
                                      "Sun, 06-Nov-94 08:49:37 GMT",
                                      "Sunday, 06 Nov 1994 08:49:37 GMT",
                                      "Monday, 06-Nov-94 08:49:37 GMT",
                                      "Sunday, 6-Nov-94 08:49:37 GMT",
                                      "Sunday, 06-Nov-1994 08:49:37 GMT",
                                      "Sunday 06-Nov-94 08:49:37 GMT",
                                      "Sun Nov 6 08:49:37 1994",
                                      "Sunday Nov  6 08:49:37 1994",
                                      "Sun Nov  6 08:49:37 1994 GMT",
                                      "Mon Nov  6 08:49:37 1994",
                                      "Sun Nov    08:49:37 1994",
                                      "Sun Nov  0 08:49:37 1994",
                                      "Mon, 06 Nov 1994 08:49:37 GMT",
                                      "sun, 06 Nov 1994 08:49:37 GMT",
                                      "Sun, 06 nov 1994 08:49:37 GMT",
                                      "Sun, 06 Nov 1994 08:49:37 UTC",
                                      "Sun, 06 Nov 1994 08:49:37 +0000",
                                      "Sun, 6 Nov 1994 08:49:37 GMT",
                                      "Sun, 06 Nov 1994 24:00:00 GMT",
                                      "Sun, 06 Nov 1994 08:60:00 GMT",
                                      "Sun, 06 Nov 1994 08:49:61 GMT",
                                      "Wed, 30 Feb 1994 08:49:37 GMT",
                                      "Sun, 06 Nov 1994 08:49:37 GMT ",
                                      "Sun, +6 Nov 1994 08:49:37 GMT",
                                      "2027-03-22T09:00:00Z"})
    EXPECT_FALSE(read_http_date(text, in_1994)) << text;
}

}  // namespace
}  // namespace guichet::message
