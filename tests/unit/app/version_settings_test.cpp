// SPDX-License-Identifier: Apache-2.0
#include "app/version_settings.hpp"

#include <gtest/gtest.h>

namespace guichet::app {
namespace {

std::string fault_of(void (*change)(Settings&)) {
  Settings settings;
  change(settings);
  const auto checked = check_settings(settings);
  return checked ? std::string() : checked.error();
}

TEST(VersionSettings, the_defaults_and_a_version_without_an_end_will_do) {
  EXPECT_EQ(fault_of([](Settings&) {}), "");
  EXPECT_EQ(fault_of([](Settings& settings) { settings.v1_4_2_ends = ""; }), "");
  EXPECT_EQ(fault_of([](Settings& settings) {
              settings.v1_4_2_deprecated = "";
              settings.v1_4_2_ends = "";
            }),
            "");
}

TEST(VersionSettings, what_is_no_day_is_refused_by_the_name_of_its_key) {
  for (const char* text : {"2027-02-29", "2027-1-1", "31/12/2027", "2027-12-31T00:00:00Z", "soon",
                           "+027-12-31", " 027-12-31"}) {
    Settings settings;
    settings.v1_4_2_ends = text;
    EXPECT_EQ(
        check_settings(settings).error(),
        std::string("versions.v1_4_2_ends must be a day such as 2027-12-31, or empty, not \"") +
            text + "\"");
  }
}

TEST(VersionSettings, an_end_is_announced_before_it_comes) {
  EXPECT_EQ(
      fault_of([](Settings& settings) { settings.v1_4_2_deprecated = ""; }),
      "versions.v1_4_2_ends is 2027-12-31 but v1_4_2_deprecated is empty; TPPs are to be told "
      "before it ends");
  EXPECT_EQ(fault_of([](Settings& settings) { settings.v1_4_2_deprecated = "2027-12-31"; }),
            "versions.v1_4_2_ends must be a day after v1_4_2_deprecated, not 2027-12-31 after "
            "2027-12-31");
}

TEST(VersionSettings, no_version_outlives_the_one_that_its_callers_are_sent_to) {
  const auto ends_first = [](Settings& settings) {
    settings.v1_6_2_deprecated = "2027-01-01";
    settings.v1_6_2_ends = "2027-06-30";
  };
  EXPECT_EQ(fault_of(ends_first),
            "versions.v1_6_2_ends must not be before the end of v1_4_2, whose TPPs are told to use "
            "v1.6.2");
  Settings alone;
  ends_first(alone);
  alone.v1_4_2 = false;
  EXPECT_TRUE(check_settings(alone));
}

TEST(VersionSettings, the_calendar_is_the_one_that_was_written_down) {
  Settings settings;
  settings.v1_4_2 = false;
  message::Request request;
  request.target = "/stet/psd2/v1.4.2/accounts";
  request.door = message::Door::api;
  EXPECT_TRUE(retirement_calendar(Settings())->admit(request, Instant()));
  EXPECT_FALSE(retirement_calendar(settings)->admit(request, Instant()));
}

}  // namespace
}  // namespace guichet::app
