// SPDX-License-Identifier: Apache-2.0
#include "app/establishment_files.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace guichet::app {
namespace {

std::expected<EstablishmentFile, std::string> read(std::string_view text) {
  return read_establishment_file("17515.toml", text);
}

std::string fault_of(std::string_view text) {
  const auto file = read(text);
  EXPECT_FALSE(file.has_value()) << text;
  return file ? "" : file.error();
}

TEST(EstablishmentFile, that_is_empty_sets_nothing) {
  const auto file = read("# nothing yet\n");
  ASSERT_TRUE(file.has_value()) << file.error();
  EXPECT_EQ(file->terms, EstablishmentTerms{});
  EXPECT_TRUE(file->seal.empty());
}

TEST(EstablishmentFile, sets_what_a_bank_decides_for_itself) {
  const auto file = read(
      "served = false\nname = \"Caisse du Lac\"\nonline_bank = \"https://www.lac.example\"\n"
      "means = \"cap_reader otp_sms\"\nsandbox_hosts = \"test.lac.example\"\n"
      "live_hosts = \"api.lac.example psd2.lac.example\"\nseal = \"seal.pem\"\n");
  ASSERT_TRUE(file.has_value()) << file.error();
  EXPECT_FALSE(file->terms.is_served);
  EXPECT_EQ(file->terms.name, "Caisse du Lac");
  EXPECT_EQ(file->terms.online_bank, "https://www.lac.example");
  EXPECT_EQ(file->terms.means, (std::vector{Means::cap_reader, Means::otp_sms}));
  EXPECT_EQ(file->seal, "seal.pem");
  const std::vector<HostAlias> aliases{{"test.lac.example", Environment::sandbox},
                                       {"api.lac.example", Environment::live},
                                       {"psd2.lac.example", Environment::live}};
  EXPECT_TRUE(std::ranges::is_permutation(file->terms.aliases, aliases));
}

TEST(EstablishmentFile, names_the_place_and_the_nearest_of_an_unknown_key) {
  const std::string fault = fault_of("\n\nservd = true\n");
  EXPECT_NE(fault.find("17515.toml:3:1: "), std::string::npos) << fault;
  EXPECT_NE(fault.find("\"served\""), std::string::npos) << fault;
}

TEST(EstablishmentFile, is_refused_with_its_place_whatever_is_wrong) {
  for (const char* wrong : {"served = 1",
                            "served = \"true\"",
                            "name = \"\"",
                            "name = 5",
                            "name = \"a\\nb\"",
                            "means = \"\"",
                            "means = \"hardware_certificate otp_sms\"",
                            "means = \"telepathy\"",
                            "online_bank = \"www.lac.example\"",
                            "online_bank = \"https://www.lac.example/\"",
                            "online_bank = \"\"",
                            "seal = \"seal.key\"",
                            "seal = true",
                            "sandbox_hosts = \"API.lac.example\"",
                            "sandbox_hosts = \"api.lac.example:443\"",
                            "sandbox_hosts = \"localhost\"",
                            "sandbox_hosts = \"127.0.0.1\"",
                            "live_hosts = \"a..example\"",
                            "live_hosts = \"-a.example\"",
                            "live_hosts = [\"a.example\"]",
                            "live_hosts = \"a.example a.example\"",
                            "served = ",
                            "served",
                            "[served]",
                            "served = true\nserved = true"})
    EXPECT_TRUE(fault_of(wrong).starts_with("17515.toml:")) << wrong;
  EXPECT_FALSE(read("name = \"" + std::string(61, 'x') + "\"").has_value());
}

struct EstablishmentFolder : ::testing::Test {
  static std::filesystem::path made() {
    std::string name = ::testing::TempDir() + "guichet-establishments-XXXXXX";
    return mkdtemp(name.data());
  }
  ~EstablishmentFolder() override { std::filesystem::remove_all(folder); }

  void write(const std::string& code, const std::string& text) const {
    std::ofstream(folder / (code + ".toml")) << text;
  }
  const EstablishmentTerms& of(const char* code) const {
    return terms.of(*establishment_by_code(code));
  }

  const std::filesystem::path folder = made();
  TermsInForce terms;
  HostNames hosts{"localhost", std::nullopt, {&terms, nullptr}};
  record::Log log{record::Log::Level::off};
  counter::ResponseSeals seals;
  EstablishmentFiles files{folder, terms, seals, hosts, log};
};

TEST_F(EstablishmentFolder, without_a_file_everybody_has_what_the_group_has) {
  files.read_first();
  for (const Establishment& establishment : establishments())
    EXPECT_EQ(terms.of(establishment), EstablishmentTerms{});
}

TEST_F(EstablishmentFolder, a_file_sets_the_terms_of_its_establishment_alone) {
  write("17515", "name = \"One\"\n");
  files.read_first();
  EXPECT_EQ(of("17515").name, "One");
  for (const Establishment& establishment : establishments()) {
    if (establishment.code == "17515") continue;
    EXPECT_EQ(terms.of(establishment), EstablishmentTerms{});
  }
}

TEST_F(EstablishmentFolder, row_294_a_broken_file_at_the_start_refuses_its_establishment_alone) {
  write("17515", "name = \n");
  write("13335", "name = \"Two\"\n");
  files.read_first();
  EXPECT_FALSE(of("17515").is_readable);
  EXPECT_TRUE(of("17515").is_served);
  EXPECT_EQ(of("13335").name, "Two");
  EXPECT_TRUE(of("13335").is_readable);
  write("17515", "name = \"One\"\n");
  files.read_changed();
  EXPECT_TRUE(of("17515").is_readable);
  EXPECT_EQ(of("17515").name, "One");
}

TEST_F(EstablishmentFolder, row_294_a_file_that_breaks_later_leaves_all_as_it_was) {
  write("17515", "name = \"One\"\nlive_hosts = \"api.one.example\"\n");
  write("13335", "name = \"Two\"\n");
  files.read_first();
  const EstablishmentTerms one = of("17515");
  const EstablishmentTerms two = of("13335");
  for (const char* broken : {"name = \"Other\"\nmeans = \"x\"\n", "na", "seal = \"none.pem\"\n"}) {
    write("17515", broken);
    files.read_changed();
    EXPECT_EQ(of("17515"), one) << broken;
    EXPECT_EQ(of("13335"), two) << broken;
  }
}

TEST_F(EstablishmentFolder, a_file_that_is_gone_leaves_what_the_group_has) {
  write("17515", "served = false\n");
  files.read_first();
  EXPECT_FALSE(of("17515").is_served);
  std::filesystem::remove(folder / "17515.toml");
  files.read_changed();
  EXPECT_EQ(of("17515"), EstablishmentTerms{});
}

TEST_F(EstablishmentFolder, row_294_while_the_folder_is_gone_everything_stays_as_it_was) {
  write("17515", "served = false\n");
  files.read_first();
  const std::filesystem::path elsewhere = folder.string() + ".away";
  std::filesystem::rename(folder, elsewhere);
  files.read_changed();
  EXPECT_FALSE(of("17515").is_served);
  std::filesystem::rename(elsewhere, folder);
  files.read_changed();
  EXPECT_FALSE(of("17515").is_served);
  std::filesystem::remove(folder / "17515.toml");
  files.read_changed();
  EXPECT_TRUE(of("17515").is_served);
}

TEST_F(EstablishmentFolder, that_was_named_must_be_there) {
  EXPECT_TRUE(files.check_folder(true).has_value());
  std::filesystem::remove(folder);
  EXPECT_TRUE(files.check_folder(false).has_value());
  EXPECT_FALSE(files.check_folder(true).has_value());
  std::ofstream(folder) << "a file";
  EXPECT_FALSE(files.check_folder(false).has_value());
}

TEST_F(EstablishmentFolder,
       row_294_a_name_that_two_ask_for_at_the_start_is_nobodys_until_one_gives_it_up) {
  write("13825", "name = \"One\"\nlive_hosts = \"psd2.loire.example one.example\"\n");
  write("14265", "name = \"Two\"\nlive_hosts = \"psd2.loire.example\"\n");
  files.read_first();
  EXPECT_EQ(hosts.find("psd2.loire.example").establishment, nullptr);
  EXPECT_EQ(hosts.find("one.example").establishment, establishment_by_code("13825"));
  for (const auto& [code, name] : {std::pair{"13825", "One"}, std::pair{"14265", "Two"}}) {
    EXPECT_TRUE(of(code).is_readable);
    EXPECT_EQ(of(code).name, name);
  }
  write("13825", "name = \"Other\"\nlive_hosts = \"psd2.loire.example one.example\"\n");
  files.read_changed();
  EXPECT_EQ(hosts.find("psd2.loire.example").establishment, nullptr);
  write("13825", "name = \"Other\"\n");
  files.read_changed();
  files.read_changed();
  EXPECT_EQ(hosts.find("psd2.loire.example").establishment, establishment_by_code("14265"));
}

TEST_F(EstablishmentFolder, nobody_takes_a_name_of_another_or_one_that_is_given_up) {
  write("13335", "live_hosts = \"api.two.example\"\n");
  files.read_first();
  for (const char* taken :
       {"api.two.example", "www.13335.live.api.localhost",
        "www.42559.live.api.credit-cooperatif.coop", "www.17515.live.api.89c3.com"}) {
    write("17515", "live_hosts = \"" + std::string(taken) + "\"\n");
    files.read_changed();
    EXPECT_EQ(of("17515"), EstablishmentTerms{}) << taken;
  }
  write("17515", "live_hosts = \"api.one.example\"\n");
  files.read_changed();
  EXPECT_EQ(hosts.find("api.one.example").establishment, establishment_by_code("17515"));
  EXPECT_EQ(hosts.find("api.two.example").establishment, establishment_by_code("13335"));
}

}  // namespace
}  // namespace guichet::app
