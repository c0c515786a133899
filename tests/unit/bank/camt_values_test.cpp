// SPDX-License-Identifier: Apache-2.0
#include "bank/camt/camt_values.hpp"

#include <gtest/gtest.h>

#include <string>

namespace guichet::bank {
namespace {

TEST(CamtValues, an_amount_becomes_cents_digit_by_digit) {
  const std::pair<const char*, std::int64_t> amounts[] = {
      {"0", 0},
      {"0.01", 1},
      {"1", 100},
      {"12.3", 1230},
      {"12.30", 1230},
      {"12.30000", 1230},
      {".5", 50},
      {"5.", 500},
      {"0.29", 29},
      {"1.15", 115},
      {"4.35", 435},
      {"00012.34", 1234},
      {"90071992547409.93", 9007199254740993},
      {"9999999999999999.99", 999999999999999999}};
  for (const auto& [text, cents] : amounts) {
    const auto amount = read_amount(text);
    ASSERT_TRUE(amount) << text << ": " << amount.error();
    EXPECT_EQ(amount->minor_units, cents) << text;
  }
}

TEST(CamtValues, what_is_no_amount_in_euro_is_refused) {
  for (const char* text : {"", ".", "-1", "+1", "1,5", "1e3", " 1", "1 ", "1.2.3", "0x1", "1.001",
                           "1.000001", "999999999999999999", "1234567890123456789", "NaN"})
    EXPECT_FALSE(read_amount(text)) << text;
}

TEST(CamtValues, a_day_is_of_the_calendar) {
  EXPECT_EQ(iso_date(*read_day("2028-02-29")), "2028-02-29");
  EXPECT_EQ(iso_date(*read_day("2026-11-20+01:00")), "2026-11-20");
  for (const char* text : {"", "2026-02-29", "2026-13-01", "2026-11-00", "20261120", "26-11-20",
                           "2026-11-20T", "2026-11-20 ", "1969-12-31", "2026-1a-20"})
    EXPECT_FALSE(read_day(text)) << text;
}

TEST(CamtValues, a_time_with_a_zone_is_a_day_in_paris) {
  EXPECT_EQ(iso_date(*read_day_of_time("2026-11-20T23:30:00")), "2026-11-20");
  EXPECT_EQ(iso_date(*read_day_of_time("2026-11-20T23:30:00Z")), "2026-11-21");
  EXPECT_EQ(iso_date(*read_day_of_time("2026-07-20T22:30:00.123Z")), "2026-07-21");
  EXPECT_EQ(iso_date(*read_day_of_time("2026-11-20T00:30:00+05:00")), "2026-11-19");
  EXPECT_EQ(iso_date(*read_day_of_time("2026-11-20T24:00:00")), "2026-11-21");
  for (const char* text : {"", "2026-11-20", "2026-11-20T", "2026-11-20T25:00:00",
                           "2026-11-20T10:61:00", "2026-11-20T10:00:00.", "2026-11-20T10:00:00+1",
                           "2026-11-20T10:00:00+99:00", "2026-11-20 10:00:00"})
    EXPECT_FALSE(read_day_of_time(text)) << text;
}

TEST(CamtValues, a_long_text_is_cut_at_blanks_and_never_within_a_character) {
  EXPECT_EQ(in_lines("aa bb cc", 5), (std::vector<std::string>{"aa bb", "cc"}));
  EXPECT_EQ(in_lines("aaaaaaa", 3), (std::vector<std::string>{"aaa", "aaa", "a"}));
  EXPECT_EQ(in_lines("ééé é", 3), (std::vector<std::string>{"ééé", "é"}));
  EXPECT_TRUE(in_lines("", 3).empty());
  EXPECT_EQ(characters_in("é€a"), 3u);
}

TEST(CamtValues, what_is_printed_of_a_file_is_plain) {
  EXPECT_EQ(shown("a\x1b[2Jé"), "a?[2J??");
  EXPECT_EQ(shown(std::string(50, 'x')), std::string(40, 'x') + "...");
}

}  // namespace
}  // namespace guichet::bank
