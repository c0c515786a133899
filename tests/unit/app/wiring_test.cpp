// SPDX-License-Identifier: Apache-2.0
#include "app/wiring.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace guichet::app {
namespace {

class WholeSandbox : public testing::Test {
 protected:
  WholeSandbox() {
    std::string name = testing::TempDir() + "guichet-sandbox-XXXXXX";
    directory_ = mkdtemp(name.data());
    settings_.listen = "[::1]:0";
    settings_.web = "[::1]:0";
    settings_.threads = 1;
    settings_.log_level = "off";
  }
  ~WholeSandbox() override { std::filesystem::remove_all(directory_); }

  std::unique_ptr<Sandbox> build() {
    auto built = Sandbox::build(settings_, directory_);
    EXPECT_TRUE(built) << built.error().words;
    return built ? *std::move(built) : nullptr;
  }

  std::string directory_;
  Settings settings_;
};

TEST_F(WholeSandbox, is_reached_over_ipv6_with_the_address_in_brackets) {
  const auto sandbox = build();
  ASSERT_TRUE(sandbox);
  const Reached& reached = sandbox->reached();
  EXPECT_TRUE(reached.connect.starts_with("[::1]:")) << reached.connect;
  EXPECT_TRUE(reached.web.starts_with("http://[::1]:")) << reached.web;
  std::ostringstream app;
  app << std::ifstream(directory_ + "/tpp/PSDFR-ACPR-13807/app.json").rdbuf();
  EXPECT_NE(app.str().find('"' + reached.connect + '"'), std::string::npos) << app.str();
  EXPECT_NE(app.str().find('"' + reached.web + "/stet/"), std::string::npos) << app.str();
}

TEST_F(WholeSandbox, can_be_taken_down_started_or_not_stopped_or_not) {
  build();
  build()->start();
  const auto stopped = build();
  stopped->start();
  stopped->stop();
  stopped->stop();
}

TEST_F(WholeSandbox, does_not_start_beyond_the_end_of_its_clock) {
  settings_.clock = "2199-01-02T00:00:00Z";
  const auto built = Sandbox::build(settings_, directory_);
  ASSERT_FALSE(built);
  EXPECT_NE(built.error().words.find("2199-01-01"), std::string::npos) << built.error().words;
}

}  // namespace
}  // namespace guichet::app
