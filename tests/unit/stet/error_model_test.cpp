// SPDX-License-Identifier: Apache-2.0
#include "stet/error_model.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace guichet::stet {
namespace {

using namespace std::chrono_literals;

std::string sample(const std::string& name) {
  std::ifstream file(GUICHET_SOURCE_DIR "/api/samples/strict/" + name + ".json");
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (!text.empty()) text.pop_back();
  return text;
}

constexpr Instant winter = std::chrono::sys_days(2027y / 3 / 1) + 9h + 30min + 250ms;
constexpr Instant summer = std::chrono::sys_days(2027y / 7 / 1) + 9h + 30min;

TEST(ErrorModel, naac_stands_alone_in_the_message) {  // ruling 6
  EXPECT_EQ(error_model({Code::no_eligible_account}, 404, "Not Found", "/stet/psd2/v1.6.2/accounts",
                        winter),
            sample("error"));
}

TEST(ErrorModel, what_was_said_follows_the_code_and_the_query_is_left_out) {
  const Refusal refusal{Code::date_format,
                        "expected a day of the calendar, got month or day out of range", "private"};
  EXPECT_EQ(error_model(refusal, 400, "Bad Request",
                        "/stet/psd2/v1.6.2/accounts/175159000004003580740/"
                        "transactions?dateFrom=2027-02-30T00:00:00.000",
                        summer),
            sample("error_with_remedy"));
}

TEST(ErrorModel, the_standing_text_is_used_when_nothing_was_said) {
  EXPECT_EQ(message_of({Code::account_unknown}),
            "ACCOUNT_UNKNOWN: " + std::string(entry_of(Code::account_unknown).text));
}

TEST(ErrorModel, every_message_fits_into_140_characters) {
  for (const RefusalEntry& entry : all_refusals())
    EXPECT_LE(message_of({entry.code}).size(), 140u) << entry.name;
  EXPECT_EQ(message_of({Code::parameter, std::string(500, 'x')}).size(), 140u);
}

TEST(ErrorModel, a_message_is_cut_between_characters) {
  std::string said(128, 'x');
  said += "été";  // "PARAMETER: " and this make 142 characters
  const std::string message = message_of({Code::parameter, said});
  EXPECT_TRUE(message.ends_with("xxé")) << message;
}

TEST(ErrorModel, bytes_that_are_not_utf8_become_question_marks) {
  const std::string path =
      "/a\xFF\xC0\x80\xED\xA0\x80/\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xF4\x90\x80\x80\xC3";
  const std::string document = error_model({Code::route_unknown}, 404, "Not Found", path, winter);
  const std::string marks(5, '?');
  const std::string shown = "\"path\":\"/a" + marks + "?/é€😀" + marks + '"';
  EXPECT_NE(document.find(shown), std::string::npos) << document;
}

TEST(ErrorModel, a_long_path_is_cut) {
  const std::string document =
      error_model({Code::route_unknown}, 404, "Not Found", '/' + std::string(300, 'p'), winter);
  EXPECT_NE(document.find("\"path\":\"/" + std::string(139, 'p') + "\""), std::string::npos);
}

}  // namespace
}  // namespace guichet::stet
