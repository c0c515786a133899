// SPDX-License-Identifier: Apache-2.0
#include "record/log.hpp"

#include <gtest/gtest.h>

namespace guichet::record {
namespace {

std::string written(Log::Level level, const Event& event) {
  testing::internal::CaptureStderr();
  {
    Log log(level);
    log.write(event);
  }
  return testing::internal::GetCapturedStderr();
}

TEST(Log, writes_a_refusal_as_one_line_of_json) {
  Event event;
  event.status = 401;
  event.code = "CERT_EXPIRED";
  event.path = "/stet/psd2/v1.6.2/accounts";
  const std::string line = written(Log::Level::warn, event);
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_NE(line.find(R"("code":"CERT_EXPIRED")"), std::string::npos);
  EXPECT_NE(line.find(R"("level":"warn")"), std::string::npos);
}

TEST(Log, raises_a_security_alarm_at_level_error_whatever_the_status) {
  Event event;
  event.status = 401;
  event.code = "SIG_KEY_FOREIGN";
  event.alarm = true;
  EXPECT_NE(written(Log::Level::error, event).find(R"("alarm":"security")"), std::string::npos);
  event.alarm = false;
  EXPECT_EQ(written(Log::Level::error, event), "");
  EXPECT_EQ(written(Log::Level::warn, event).find("alarm"), std::string::npos);
}

TEST(Log, gives_a_refusal_that_a_redirect_tells_the_level_that_it_has_as_an_answer) {
  Event event;
  event.status = 303;
  event.code = "BACKEND";
  event.told_status = 503;
  const std::string line = written(Log::Level::error, event);
  EXPECT_NE(line.find(R"("level":"error")"), std::string::npos);
  EXPECT_NE(line.find(R"("status":303,"code":"BACKEND")"), std::string::npos);
  event.told_status = 403;
  EXPECT_EQ(written(Log::Level::error, event), "");
  EXPECT_NE(written(Log::Level::warn, event).find(R"("level":"warn")"), std::string::npos);
}

TEST(Log, leaves_out_successes_below_its_level) {
  Event event;
  event.status = 200;
  EXPECT_EQ(written(Log::Level::warn, event), "");
}

TEST(Log, escapes_bytes_that_could_forge_a_line) {
  Event event;
  event.status = 400;
  event.x_request_id = "a\n{\"level\":\"info\"}\xff";
  const std::string line = written(Log::Level::warn, event);
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_NE(line.find("\\\\x0a"), std::string::npos);
}

}  // namespace
}  // namespace guichet::record
