// SPDX-License-Identifier: Apache-2.0
#include "app/settings.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "app/nearest.hpp"

namespace guichet::app {
namespace {

class SettingsFile : public testing::Test {
 protected:
  SettingsFile() {
    std::string name = testing::TempDir() + "guichet-settings-XXXXXX";
    directory_ = mkdtemp(name.data());
  }
  ~SettingsFile() override { std::filesystem::remove_all(directory_); }

  auto read(const std::string& text) {
    path_ = directory_ / "guichet.toml";
    std::ofstream(path_) << text;
    return read_settings(path_);
  }
  std::string fault_of(const std::string& text) {
    const auto settings = read(text);
    EXPECT_FALSE(settings.has_value());
    return settings ? "" : settings.error();
  }

  std::filesystem::path directory_;
  std::filesystem::path path_;
};

TEST_F(SettingsFile, the_written_file_reads_back_as_it_was) {
  Settings settings;
  settings.listen = "127.0.0.1:9443";
  settings.preconsent = true;
  settings.batch_accesses_a_day = 7;
  const auto back = read(settings_file(settings));
  ASSERT_TRUE(back.has_value()) << back.error();
  EXPECT_EQ(back->listen, settings.listen);
  EXPECT_TRUE(back->preconsent);
  EXPECT_EQ(back->batch_accesses_a_day, 7);
}

TEST_F(SettingsFile, every_key_of_the_written_file_has_a_comment_above_it) {
  std::istringstream lines(settings_file({}));
  std::string before;
  for (std::string line; std::getline(lines, line); before = line) {
    const bool is_key = line.find(" = ") != std::string::npos && !line.starts_with('#');
    EXPECT_TRUE(!is_key || before.starts_with("# ")) << line;
  }
}

TEST_F(SettingsFile, an_unknown_key_is_named_with_its_nearest_match_and_its_place) {
  const std::string fault = fault_of("\nlistem = \"127.0.0.1:1\"\n");
  EXPECT_NE(fault.find("guichet.toml:2:"), std::string::npos) << fault;
  EXPECT_NE(fault.find("did you mean \"listen\""), std::string::npos) << fault;
}

TEST_F(SettingsFile, a_broken_line_is_refused_with_file_line_and_remedy) {
  const std::string fault = fault_of("listen = \"127.0.0.1:8443\"\nweb = \n");
  EXPECT_NE(fault.find("guichet.toml:2:"), std::string::npos) << fault;
  EXPECT_NE(fault.find("correct the line"), std::string::npos) << fault;
}

TEST_F(SettingsFile, that_cannot_be_opened_is_not_to_be_deleted) {
  const auto settings = read_settings(directory_ / "none.toml");
  ASSERT_FALSE(settings.has_value());
  EXPECT_NE(settings.error().find("none.toml: No such file"), std::string::npos);
  EXPECT_EQ(settings.error().find("delete"), std::string::npos);
}

TEST_F(SettingsFile, the_clock_is_a_time) {
  EXPECT_NE(fault_of("clock = \"tomorrow\"\n").find("guichet.toml: clock: expected RFC 3339"),
            std::string::npos);
}

TEST_F(SettingsFile, a_value_of_the_wrong_type_is_refused) {
  EXPECT_NE(fault_of("threads = \"two\"\n").find("whole number"), std::string::npos);
  EXPECT_NE(fault_of("preconsent = 1\n").find("true or false"), std::string::npos);
}

TEST_F(SettingsFile, the_web_port_stays_on_loopback) {
  EXPECT_NE(fault_of("web = \"0.0.0.0:8080\"\n").find("loopback"), std::string::npos);
}

TEST_F(SettingsFile, the_online_bank_is_an_address_that_paths_can_follow) {
  for (const char* wrong : {"bank.example", "ftp://bank.example", "https://bank.example/",
                            "https://bank.example?x", "https://bank.example/a b"})
    EXPECT_NE(fault_of("[fallback]\nonline_bank = \"" + std::string(wrong) + "\"\n")
                  .find("fallback.online_bank"),
              std::string::npos)
        << wrong;
  EXPECT_TRUE(read("[fallback]\nonline_bank = \"https://bank.example/a\"\n").has_value());
}

TEST_F(SettingsFile, proxies_are_addresses_and_networks) {
  EXPECT_TRUE(read("proxies = \"192.0.2.10 2001:db8::/64 127.0.0.1\"\n").has_value());
  const std::string fault = fault_of("proxies = \"192.0.2.10 balancer\"\n");
  EXPECT_NE(fault.find("proxies: \"balancer\" is no address and no network"), std::string::npos)
      << fault;
}

TEST_F(SettingsFile, a_store_without_its_path_is_refused) {
  EXPECT_NE(fault_of("store = \"sqlite:\"\n").find("sqlite: (then a PATH)"), std::string::npos);
}

TEST_F(SettingsFile, a_domain_is_the_end_of_a_host_name) {
  for (const char* right : {"localhost", "bank.example", "Bank-1.example"})
    EXPECT_TRUE(read("domain = \"" + std::string(right) + "\"\n").has_value()) << right;
  for (const std::string& wrong :
       {std::string(), std::string(" "), std::string(".example"), std::string("bank..example"),
        std::string("bank.example."), std::string("-a.example"),
        std::string("https://bank.example"), std::string("b_k.example"), std::string(64, 'a')})
    EXPECT_NE(fault_of("domain = \"" + wrong + "\"\n").find("domain must be"), std::string::npos)
        << wrong;
}

TEST_F(SettingsFile, a_means_stands_there_once) {
  EXPECT_NE(fault_of("[pages]\nmeans = \"otp_sms secur_pass otp_sms\"\n").find("twice"),
            std::string::npos);
}

TEST_F(SettingsFile, core_banking_is_reached_by_https_or_on_this_machine) {
  for (const char* wrong : {"http://core.bank.example", "http://127.bank.example:8080",
                            "https://core.bank.example:99999", "https://core.bank.example?x",
                            "core.bank.example", "https://user@core.bank.example",
                            "https://core.bank.example/v1", "https://core.bank.example/v1/"})
    EXPECT_NE(fault_of("[bank]\nurl = \"" + std::string(wrong) + "\"\n").find("bank.url"),
              std::string::npos)
        << wrong;
  for (const char* right :
       {"https://core.bank.example:8443/stet/", "http://127.0.0.1:8080", "http://[::1]:8080"})
    EXPECT_TRUE(read("[bank]\nurl = \"" + std::string(right) + "\"\n").has_value()) << right;
}

TEST_F(SettingsFile, an_unknown_profile_is_refused) {
  EXPECT_NE(fault_of("profile = \"lenient\"\n").find("compatible or strict"), std::string::npos);
}

TEST_F(SettingsFile, a_brand_has_an_app_of_the_sandbox_s_own_until_it_has_another_or_none) {
  std::string theirs = "ABCDE12345.fr.bank.app fr.bank.app 0A";
  for (int i = 1; i < 32; ++i) theirs += ":FF";
  const auto settings = read("[app2app]\nbanque-bcp = \"" + theirs + "\"\nbtp-banque = \"\"\n");
  ASSERT_TRUE(settings.has_value()) << settings.error();
  EXPECT_EQ(settings->apps.at("banque-bcp"), theirs);
  EXPECT_EQ(settings->apps.at("btp-banque"), "");
  EXPECT_EQ(settings->apps.at("caisse-epargne"), Settings{}.apps.at("caisse-epargne"));
  const auto back = read(settings_file(*settings));
  ASSERT_TRUE(back.has_value()) << back.error();
  EXPECT_EQ(back->apps, settings->apps);
}

TEST_F(SettingsFile, an_app_that_no_telephone_could_have_is_refused_by_the_key_of_its_brand) {
  const std::string fault = fault_of("[app2app]\nbanque-bcp = \"fr.bank.app\"\n");
  EXPECT_NE(fault.find("app2app.banque-bcp: expected Apple's"), std::string::npos) << fault;
  EXPECT_NE(fault_of("[app2app]\nbanque-bcp = 1\n").find("a text in quotes"), std::string::npos);
  EXPECT_NE(fault_of("[app2app]\nbanque-bpc = \"\"\n").find("mean \"app2app.banque-bcp\""),
            std::string::npos);
}

TEST(Endpoint, reads_a_bracketed_address_and_refuses_what_has_no_port) {
  const auto endpoint = read_endpoint("[::1]:8443");
  ASSERT_TRUE(endpoint.has_value());
  EXPECT_EQ(endpoint->host, "::1");
  EXPECT_EQ(endpoint->port, 8443);
  EXPECT_FALSE(read_endpoint("127.0.0.1").has_value());
  EXPECT_FALSE(read_endpoint("127.0.0.1:65536").has_value());
  EXPECT_FALSE(read_endpoint("127.0.0.1:80x").has_value());
}

TEST(Endpoint, is_written_as_it_stands_in_urls) {
  EXPECT_EQ(text_of({"::1", 8080}), "[::1]:8080");
  EXPECT_EQ(text_of({"127.0.0.1", 8443}), "127.0.0.1:8443");
  EXPECT_EQ(text_of({"localhost", 0}), "localhost:0");
}

TEST(Nearest, finds_the_word_with_the_fewest_changes) {
  const std::vector<std::string> known{"sandbox", "tpp", "pki"};
  EXPECT_EQ(nearest("sandbxo", known), "sandbox");
  EXPECT_EQ(nearest("pky", known), "pki");
  EXPECT_EQ(nearest("14256", std::vector<std::string>{"11425", "14265"}), "14265");
}

}  // namespace
}  // namespace guichet::app
