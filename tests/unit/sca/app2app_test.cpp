// SPDX-License-Identifier: Apache-2.0
#include "sca/app2app.hpp"

#include <gtest/gtest.h>

namespace guichet::sca {
namespace {

const std::string first =
    "14:6D:E9:83:C5:73:06:50:D8:EE:B9:95:2F:34:FC:64:16:A0:83:42:E6:1D:BE:A8:8A:04:96:B2:3F:CF:44:"
    "E5";
const std::string second =
    "00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:"
    "1F";
const std::string names = "ABCDE12345.fr.bank.My-App fr.bank.my_app ";

TEST(AppIdentity, is_read_from_names_and_certificates_with_blanks_between) {
  const auto app = read_app_identity("  " + names + "  " + first + " " + second + " ");
  ASSERT_TRUE(app.has_value()) << app.error();
  EXPECT_EQ(app->apple, "ABCDE12345.fr.bank.My-App");
  EXPECT_EQ(app->android, "fr.bank.my_app");
  EXPECT_EQ(app->certificates, (std::vector<std::string>{first, second}));
}

TEST(AppIdentity, that_is_not_whole_or_not_in_the_notation_of_the_shops_is_refused) {
  for (const std::string& wrong : {std::string(),
                                   std::string(" "),
                                   names,
                                   "ABCDE1234.fr.bank fr.bank " + first,
                                   "ABCDE123456.fr.bank fr.bank " + first,
                                   "abcde12345.fr.bank fr.bank " + first,
                                   "ABCDE12345. fr.bank " + first,
                                   "ABCDE12345.fr_bank fr.bank " + first,
                                   "ABCDE12345.fr.\"bank fr.bank " + first,
                                   "ABCDE12345.fr.bank bank " + first,
                                   "ABCDE12345.fr.bank fr. " + first,
                                   "ABCDE12345.fr.bank .fr.bank " + first,
                                   "ABCDE12345.fr.bank fr..bank " + first,
                                   "ABCDE12345.fr.bank fr.1bank " + first,
                                   "ABCDE12345.fr.bank fr.my-bank " + first,
                                   names + first.substr(3),
                                   names + first + ":00",
                                   names + "14-" + first.substr(3),
                                   names + "1g" + first.substr(2),
                                   names + "e5" + first.substr(2),
                                   names + first + " " + second.substr(1)})
    EXPECT_FALSE(read_app_identity(wrong).has_value()) << wrong;
}

TEST(AppIdentity, of_a_sandbox_is_another_for_each_brand_and_nobody_s) {
  std::string before;
  for (const Brand& brand : brands) {
    const auto app = read_app_identity(invented_app_identity(brand));
    ASSERT_TRUE(app.has_value()) << app.error();
    EXPECT_NE(app->apple, before);
    EXPECT_TRUE(app->apple.starts_with("SANDBOX000.example."));
    EXPECT_TRUE(app->android.starts_with("example."));
    EXPECT_EQ(app->certificates.front().find_first_not_of("0:"), std::string::npos);
    before = app->apple;
  }
}

TEST(Association, of_apple_names_the_app_and_the_one_path_it_opens) {
  EXPECT_EQ(apple_association({"ABCDE12345.fr.bank", "fr.bank", {first}}),
            R"({"applinks":{"details":[{"appIDs":["ABCDE12345.fr.bank"],)"
            R"("components":[{"/":"/stet/psd2/oauth/authorize"}]}]}})");
}

TEST(Association, of_android_names_the_app_its_certificates_and_the_one_path) {
  EXPECT_EQ(android_association({"ABCDE12345.fr.bank", "fr.bank", {first, second}}),
            R"([{"relation":["delegate_permission/common.handle_all_urls"],"target":)"
            R"({"namespace":"android_app","package_name":"fr.bank","sha256_cert_fingerprints":[")" +
                first + R"(",")" + second +
                R"("]},"relation_extensions":{"delegate_permission/common.handle_all_urls":)"
                R"({"dynamic_app_link_components":[{"/":"/stet/psd2/oauth/authorize"}]}}}])");
}

}  // namespace
}  // namespace guichet::sca
