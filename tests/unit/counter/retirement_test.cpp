// SPDX-License-Identifier: Apache-2.0
#include "counter/retirement.hpp"

#include <gtest/gtest.h>

namespace guichet::counter {
namespace {

using namespace std::chrono_literals;

constexpr ParisDay announced{2026y, std::chrono::June, 30d};
constexpr ParisDay last_day{2027y, std::chrono::December, 31d};

message::Request asking(std::string target) {
  message::Request request;
  request.method = "GET";
  request.target = std::move(target);
  request.door = message::Door::api;
  return request;
}

/// 1.4.2 as the sandbox has it.
RetirementCalendar usual() {
  RetirementCalendar calendar;
  calendar.retire(stet::v1_4_2, {.announced_on = announced, .last_day = last_day});
  return calendar;
}

message::Response announced_to(const RetirementCalendar& calendar, const std::string& target,
                               Instant now, int status = 200) {
  message::Response response;
  response.status = status;
  calendar.announce(asking(target), now, response);
  return response;
}

const std::string old_accounts = "/stet/psd2/v1.4.2/accounts";
const Instant while_deprecated = midnight_of(announced) + 24h;
const Instant end = midnight_of(days_after(last_day, 1));

TEST(RetirementCalendar, a_deprecated_version_says_so_in_four_headers) {
  const auto response = announced_to(usual(), old_accounts + "?x=1", while_deprecated);
  EXPECT_EQ(response.headers.find("Warning"),
            R"(299 - "v1.4.2 is deprecated and ends on 2027-12-31; use v1.6.2")");
  EXPECT_EQ(response.headers.find("Deprecation"), "@1782770400");  // midnight in Paris
  EXPECT_EQ(response.headers.find("Sunset"), "Fri, 31 Dec 2027 23:00:00 GMT");
  EXPECT_EQ(response.headers.find("Link"),
            R"(</stet/psd2/v1.6.2/accounts>; rel="successor-version")");
}

TEST(RetirementCalendar, a_refusal_says_so_and_a_fault_of_ours_does_not) {
  EXPECT_TRUE(announced_to(usual(), old_accounts, while_deprecated, 404).headers.find("Warning"));
  EXPECT_TRUE(announced_to(usual(), old_accounts, while_deprecated, 204).headers.find("Sunset"));
  EXPECT_FALSE(announced_to(usual(), old_accounts, while_deprecated, 503).headers.find("Warning"));
}

TEST(RetirementCalendar, nothing_is_said_before_the_day_and_of_other_versions) {
  const Instant eve = midnight_of(announced) - 1ms;
  EXPECT_TRUE(announced_to(usual(), old_accounts, eve).headers.all().empty());
  EXPECT_FALSE(announced_to(usual(), old_accounts, eve + 1ms).headers.all().empty());
  for (const char* other : {"/stet/psd2/v1.6.2/accounts", "/stet/psd2/oauth/token", "/", ""})
    EXPECT_TRUE(announced_to(usual(), other, while_deprecated).headers.all().empty()) << other;
}

TEST(RetirementCalendar, a_version_without_an_end_has_no_sunset) {
  RetirementCalendar calendar;
  calendar.retire(stet::v1_4_2, {.announced_on = announced});
  const auto response = announced_to(calendar, old_accounts, while_deprecated);
  EXPECT_EQ(response.headers.find("Warning"), R"(299 - "v1.4.2 is deprecated; use v1.6.2")");
  EXPECT_FALSE(response.headers.find("Sunset"));
  EXPECT_TRUE(calendar.admit(asking(old_accounts), end + 24h * 3650));
}

TEST(RetirementCalendar, a_version_is_served_to_the_last_moment_of_its_last_day) {
  EXPECT_TRUE(usual().admit(asking(old_accounts), end - 1ms));
  const auto refused = usual().admit(asking(old_accounts), end);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::version_unknown);
  EXPECT_EQ(refused.error().said, "v1.4.2 ended on 2027-12-31; use /stet/psd2/v1.6.2/.");
  EXPECT_TRUE(usual().admit(asking("/stet/psd2/v1.6.2/accounts"), end));
}

TEST(RetirementCalendar, after_its_end_only_the_way_to_the_successor_is_told) {
  const auto response = announced_to(usual(), old_accounts, end, 404);
  EXPECT_FALSE(response.headers.find("Warning"));
  EXPECT_FALSE(response.headers.find("Sunset"));
  EXPECT_TRUE(response.headers.find("Link"));
}

TEST(RetirementCalendar, a_version_that_is_switched_off_is_as_if_it_had_never_been) {
  RetirementCalendar calendar;
  calendar.retire(stet::v1_4_2, {.served = false, .announced_on = announced});
  const auto refused = calendar.admit(asking(old_accounts), while_deprecated);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().said, "v1.4.2 is not served here; use /stet/psd2/v1.6.2/.");
  EXPECT_TRUE(announced_to(calendar, old_accounts, while_deprecated, 404).headers.all().empty());
}

TEST(RetirementCalendar, the_newest_version_has_no_successor) {
  RetirementCalendar calendar;
  calendar.retire(stet::v1_6_2, {.announced_on = announced, .last_day = last_day});
  const auto response = announced_to(calendar, "/stet/psd2/v1.6.2/accounts", while_deprecated);
  EXPECT_EQ(response.headers.find("Warning"),
            R"(299 - "v1.6.2 is deprecated and ends on 2027-12-31")");
  EXPECT_FALSE(response.headers.find("Link"));
}

TEST(RetirementCalendar, a_path_that_would_break_the_link_is_not_repeated) {
  const auto response =
      announced_to(usual(), old_accounts + "/x>; rel=evil/balances", while_deprecated);
  EXPECT_EQ(response.headers.find("Link"),
            R"(</stet/psd2/v1.6.2/accounts>; rel="successor-version")");
}

TEST(RetirementCalendar, the_web_port_has_no_versions) {
  message::Request request = asking(old_accounts);
  request.door = message::Door::web;
  EXPECT_TRUE(usual().admit(request, end));
  message::Response response;
  usual().announce(request, while_deprecated, response);
  EXPECT_TRUE(response.headers.all().empty());
}

}  // namespace
}  // namespace guichet::counter
