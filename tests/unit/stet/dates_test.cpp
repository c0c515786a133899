// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "stet/query.hpp"

namespace guichet::stet {
namespace {

using namespace std::chrono_literals;

Instant utc(std::chrono::sys_days day, std::chrono::milliseconds time = 0ms) { return day + time; }

Instant read(std::string_view text, const Profile& profile = strict_profile) {
  const auto date = read_date(text, profile);
  EXPECT_TRUE(date.has_value()) << text << ": " << (date ? "" : date.error().said);
  return date.value_or(Instant{});
}

void expect_refused(std::string_view text, const Profile& profile) {
  const auto date = read_date(text, profile);
  ASSERT_FALSE(date.has_value()) << '[' << text << ']';
  EXPECT_EQ(date.error().code, Code::date_format) << text;
  EXPECT_FALSE(date.error().said.empty()) << text;
  EXPECT_LE(date.error().said.size(), 110u) << date.error().said;
}

TEST(QueryDate, the_printed_forms_are_read) {  // row 191
  const Instant midnight_in_paris = utc(2027y / 2 / 28, 23h);
  EXPECT_EQ(read("2027-03-01T00:00:00.000"), midnight_in_paris);
  EXPECT_EQ(read("2027-03-01T00:00:00.000+0100"), midnight_in_paris);
  EXPECT_EQ(read("2027-03-01T00:00:00.000+01:00"), midnight_in_paris);
  EXPECT_EQ(read("2027-03-01T00:00:00.000Z"), utc(2027y / 3 / 1));
  EXPECT_EQ(read("2027-02-28T22:00:00.000-01:00"), midnight_in_paris) << "Azores";
  EXPECT_EQ(read("2027-02-28T22:00:00.000-0100"), midnight_in_paris) << "Azores";
}

TEST(QueryDate, without_an_offset_it_is_paris_time) {
  EXPECT_EQ(read("2027-07-14T12:00:00.500"), utc(2027y / 7 / 14, 10h + 500ms));
}

TEST(QueryDate, one_to_nine_digits_of_a_second_are_cut_to_milliseconds_in_the_compatible_profile) {
  EXPECT_EQ(read("2027-03-01T00:00:00.5Z", compatible_profile), utc(2027y / 3 / 1, 500ms));
  EXPECT_EQ(read("2027-03-01T00:00:00.05Z", compatible_profile), utc(2027y / 3 / 1, 50ms));
  EXPECT_EQ(read("2027-03-01T00:00:00.123456789Z", compatible_profile), utc(2027y / 3 / 1, 123ms));
}

TEST(QueryDate, the_strict_profile_takes_three_digits_of_a_second_as_printed_and_no_other_number) {
  EXPECT_EQ(read("2027-03-01T00:00:00.123Z"), utc(2027y / 3 / 1, 123ms));
  for (const char* digits : {"5", "05", "1234", "000000", "123456789"})
    for (const char* offset : {"", "Z", "+0100", "+01:00"})
      expect_refused(std::string("2027-03-01T00:00:00.") + digits + offset, strict_profile);
  const auto refused = read_date("2027-03-01T00:00:00.5Z", strict_profile);
  EXPECT_NE(refused.error().said.find("3 digits"), std::string::npos) << refused.error().said;
}

TEST(QueryDate, a_date_time_without_fraction_is_read_in_the_compatible_profile_only) {  // row 192
  EXPECT_EQ(read("2019-09-18T00:00:00Z", compatible_profile), utc(2019y / 9 / 18));
  EXPECT_EQ(read("2019-09-18T02:00:00", compatible_profile), utc(2019y / 9 / 18));
  expect_refused("2019-09-18T00:00:00Z", strict_profile);
}

TEST(QueryDate, other_forms_are_refused_in_both_profiles) {  // row 192
  for (const char* text : {"",
                           "2027-03-01",
                           "2027/03/01T00:00:00.000Z",
                           "2027-03-01T00:00:00,000Z",
                           "1803859200",
                           "1803859200000",
                           "2027-03-01t00:00:00.000Z",
                           "2027-03-01T00:00:00.000z",
                           "2027-03-01 00:00:00.000Z",
                           "2027-3-1T00:00:00.000Z",
                           "2027-03-01T00:00:00.Z",
                           "2027-03-01T00:00:00.0123456789Z",
                           "2027-03-01T00:00.000Z",
                           "20270301T000000.000Z",
                           "2027-03-01T00:00:00.000+01",
                           "2027-03-01T00:00:00.000+1:00",
                           "2027-03-01T00:00:00.000+01:00Z",
                           " 2027-03-01T00:00:00.000Z",
                           "2027-03-01T00:00:00.000Z ",
                           "2027-03-01T00:00:00.000UTC",
                           "27-03-01T00:00:00.000Z",
                           "+2027-03-01T00:00:00.000Z",
                           "2027-W09-1T00:00:00.000Z",
                           "2027-060T00:00:00.000Z"}) {
    expect_refused(text, compatible_profile);
    expect_refused(text, strict_profile);
  }
  expect_refused(std::string_view("2027-03-01T00:00:00.000Z\0", 25), compatible_profile);
}

TEST(QueryDate, a_blank_before_the_offset_is_refused_with_the_remedy) {  // row 193
  expect_refused("2027-03-01T00:00:00.000 01:00", compatible_profile);
  EXPECT_NE(read_date("2027-03-01T00:00:00.000 01:00", compatible_profile).error().said.find("%2B"),
            std::string::npos);
}

TEST(QueryDate, days_and_times_that_do_not_exist_are_refused) {  // row 194
  for (const char* text :
       {"2027-02-29T00:00:00.000Z", "2027-04-31T00:00:00.000Z", "2027-00-01T00:00:00.000Z",
        "2027-13-01T00:00:00.000Z", "2027-01-00T00:00:00.000Z", "2027-03-01T24:00:00.000Z",
        "2027-03-01T00:60:00.000Z", "2027-03-01T23:59:60.000Z", "2027-03-01T00:00:00.000+15:00",
        "2027-03-01T00:00:00.000+14:01", "2027-03-01T00:00:00.000-1500",
        "2027-03-01T00:00:00.000+00:60", "2100-02-29T00:00:00.000Z"}) {
    expect_refused(text, compatible_profile);
  }
  EXPECT_EQ(read("2028-02-29T00:00:00.000Z"), utc(2028y / 2 / 29));
  EXPECT_EQ(read("2027-03-01T00:00:00.000+14:00"), utc(2027y / 2 / 28, 10h));
}

}  // namespace
}  // namespace guichet::stet
