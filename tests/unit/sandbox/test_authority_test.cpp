// SPDX-License-Identifier: Apache-2.0
#include "sandbox/test_authority.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "crypto/x509.hpp"
#include "sandbox/kept_file.hpp"
#include "tpp/certificate.hpp"
#include "tpp/tpp_register.hpp"

namespace guichet::sandbox {
namespace {

namespace fs = std::filesystem;
using std::chrono::days;

/// 22 March 2027, 09:00:00 UTC.
constexpr Instant now{std::chrono::seconds{1'805'706'000}};
constexpr std::string_view oid = "PSDFR-ACPR-13807";
const std::set<TppRole> roles{TppRole::account_information};
const std::vector<std::string> hosts{"www.17515.sandbox.api.localhost",
                                     "www.17515.live.api.localhost"};

class TestAuthorityFiles : public testing::Test {
 protected:
  TestAuthorityFiles()
      : directory_(fs::path(testing::TempDir()) /
                   (std::string("guichet-") +
                    testing::UnitTest::GetInstance()->current_test_info()->name())) {
    fs::remove_all(directory_);
  }
  ~TestAuthorityFiles() override { fs::remove_all(directory_); }

  /// A whole start of the sandbox. True if any certificate was written anew.
  bool start(Instant at = now, const std::vector<std::string>& host_names = hosts) {
    TestAuthority authority(directory_);
    const auto made = authority.ensure_authority(at);
    EXPECT_TRUE(made) << made.error().said;
    const auto server = authority.ensure_server(host_names, at);
    EXPECT_TRUE(server) << server.error().said;
    const auto tpp = authority.ensure_tpp(oid, roles, at);
    EXPECT_TRUE(tpp) << tpp.error().said;
    return (server && *server) || (tpp && *tpp);
  }
  std::string read(const fs::path& file) const {
    return read_kept_file(directory_ / file).value_or("absent");
  }
  std::map<std::string, std::string> all_files() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(directory_))
      if (entry.is_regular_file())
        files[fs::relative(entry.path(), directory_).string()] =
            read_kept_file(entry.path()).value_or("");
    return files;
  }
  crypto::Certificate certificate(const fs::path& file) const {
    return crypto::read_certificate(crypto::der_of_pem(read(file)).value().front()).value();
  }
  void write(const fs::path& file, std::string_view bytes) const {
    std::ofstream(directory_ / file, std::ios::binary) << bytes;
  }

  fs::path directory_;
};

TEST_F(TestAuthorityFiles, a_first_start_makes_the_files_of_the_contract_and_no_others) {
  start();
  std::vector<std::string> names;
  for (const auto& [name, bytes] : all_files()) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{
                       "pki/ca.key", "pki/ca.pem", "pki/server.key", "pki/server.pem",
                       "tpp/PSDFR-ACPR-13807/qseal.key", "tpp/PSDFR-ACPR-13807/qseal.pem",
                       "tpp/PSDFR-ACPR-13807/qwac.key", "tpp/PSDFR-ACPR-13807/qwac.pem"}));
}

TEST_F(TestAuthorityFiles, keys_are_open_to_their_owner_only) {
  start();
  for (const auto& [name, bytes] : all_files()) {
    const fs::perms others = fs::status(directory_ / name).permissions() &
                             (fs::perms::group_all | fs::perms::others_all);
    EXPECT_EQ(others == fs::perms::none, name.ends_with(".key")) << name;
  }
}

TEST_F(TestAuthorityFiles, a_second_start_changes_no_byte) {
  EXPECT_TRUE(start());
  const auto before = all_files();
  EXPECT_FALSE(start(now + days{100}));
  EXPECT_EQ(all_files(), before);
}

TEST_F(TestAuthorityFiles, the_server_certificate_names_every_host_and_ends_with_the_authority) {
  start();
  const auto chain = crypto::der_of_pem(read("pki/server.pem")).value();
  ASSERT_EQ(chain.size(), 2U);
  EXPECT_EQ(chain[1], crypto::der_of_pem(read("pki/ca.pem")).value().at(0));
  const auto server = crypto::read_certificate(chain[0]).value();
  EXPECT_EQ(server.dns_names, (std::vector<std::string>{hosts[0], hosts[1], "localhost"}));
  EXPECT_EQ(server.key.kind(), crypto::KeyKind::ec_p256);
  EXPECT_TRUE(crypto::TrustStore({chain[1]}).verify({chain[0]}, now));
}

TEST_F(TestAuthorityFiles, a_tpps_pair_is_what_the_gateway_asks_for) {
  start();
  const std::string anchor = crypto::der_of_pem(read("pki/ca.pem")).value().at(0);
  const auto qwac = certificate("tpp/PSDFR-ACPR-13807/qwac.pem");
  const message::ClientCertificate presented{.chain_der = {qwac.der},
                                             .thumbprint = qwac.sha256_hex};
  tpp::Trust trust{crypto::TrustStore({anchor})};
  tpp::QwacJudge judge{trust};
  const auto recognised = judge.judge(&presented, now);
  ASSERT_TRUE(recognised) << recognised.error().said;
  EXPECT_EQ((*recognised)->oid, oid);
  EXPECT_EQ((*recognised)->roles, roles);

  const auto qseal = certificate("tpp/PSDFR-ACPR-13807/qseal.pem");
  EXPECT_EQ(qseal.key_usage, 0xc0U);
  EXPECT_FALSE(qseal.extended_key_usage);
  EnrolledTpp enrolled;
  enrolled.client_id = enrolled.oid = oid;
  enrolled.seals = {qseal.der};
  tpp::TppRegister tpps;
  ASSERT_TRUE(tpps.admit(enrolled));
  EXPECT_TRUE(tpps.by_oid(oid, Environment::sandbox)->seals.at(0).is_eseal);
}

TEST_F(TestAuthorityFiles, a_certificate_near_its_end_is_renewed_for_the_same_key) {
  start();
  const auto before = all_files();
  EXPECT_FALSE(start(now + days{364}));
  EXPECT_TRUE(start(now + days{366}));
  const auto after = all_files();
  for (const auto& [name, bytes] : before) {
    const bool stays = name.ends_with(".key") || name == "pki/ca.pem";
    EXPECT_EQ(after.at(name) == bytes, stays) << name;
  }
  EXPECT_EQ(certificate("pki/server.pem").not_after, now + days{366 - 2 + 397});
}

TEST_F(TestAuthorityFiles, other_host_names_renew_the_server_certificate_only) {
  start();
  const auto before = all_files();
  EXPECT_TRUE(start(now, {"www.17515.sandbox.api.example"}));
  for (const auto& [name, bytes] : all_files())
    EXPECT_EQ(before.at(name) == bytes, name != "pki/server.pem") << name;
}

TEST_F(TestAuthorityFiles, other_roles_renew_a_tpps_certificates) {
  start();
  TestAuthority authority(directory_);
  ASSERT_TRUE(authority.ensure_authority(now));
  EXPECT_EQ(authority.ensure_tpp(oid, {TppRole::card_issuing}, now), true);
  EXPECT_EQ(authority.ensure_tpp(oid, {TppRole::card_issuing}, now), false);
}

TEST_F(TestAuthorityFiles, a_clock_set_back_renews_what_is_not_valid_yet) {
  start();
  EXPECT_TRUE(start(now - days{3}));
  EXPECT_EQ(certificate("pki/server.pem").not_before, now - days{5});
}

TEST_F(TestAuthorityFiles, an_authority_made_anew_makes_all_else_anew_and_keeps_the_keys) {
  start();
  const auto before = all_files();
  fs::remove(directory_ / "pki/ca.pem");
  fs::remove(directory_ / "pki/ca.key");
  EXPECT_TRUE(start());
  for (const auto& [name, bytes] : all_files()) {
    const bool stays = name.ends_with(".key") && name != "pki/ca.key";
    EXPECT_EQ(before.at(name) == bytes, stays) << name;
  }
}

TEST_F(TestAuthorityFiles,
       an_authority_near_its_end_is_renewed_for_the_same_key_and_still_vouches) {
  start();
  const auto before = all_files();
  EXPECT_TRUE(start(now + days{3650}));
  EXPECT_EQ(all_files().at("pki/ca.key"), before.at("pki/ca.key"));
  EXPECT_NE(all_files().at("pki/ca.pem"), before.at("pki/ca.pem"));
}

TEST_F(TestAuthorityFiles, a_broken_certificate_is_made_anew) {
  start();
  write("pki/server.pem", "junk");
  EXPECT_TRUE(start());
  EXPECT_EQ(certificate("pki/server.pem").common_name, "localhost");
}

TEST_F(TestAuthorityFiles, a_broken_key_is_refused_with_its_name) {
  start();
  write("pki/server.key", "junk");
  TestAuthority authority(directory_);
  ASSERT_TRUE(authority.ensure_authority(now));
  const auto server = authority.ensure_server(hosts, now);
  ASSERT_FALSE(server);
  EXPECT_TRUE(server.error().said.contains("server.key")) << server.error().said;
}

TEST_F(TestAuthorityFiles, a_first_start_interrupted_between_key_and_certificate_is_taken_up) {
  start();
  const auto before = all_files();
  fs::remove(directory_ / "pki/ca.pem");
  EXPECT_TRUE(start());
  EXPECT_EQ(read("pki/ca.key"), before.at("pki/ca.key"));
  EXPECT_EQ(certificate("pki/ca.pem").spki,
            crypto::PrivateKey::from_pem(before.at("pki/ca.key"))->spki());
  EXPECT_FALSE(start());
}

TEST_F(TestAuthorityFiles, a_broken_authority_key_without_its_certificate_is_refused) {
  start();
  fs::remove(directory_ / "pki/ca.pem");
  write("pki/ca.key", "junk");
  const auto made = TestAuthority(directory_).ensure_authority(now);
  ASSERT_FALSE(made);
  EXPECT_TRUE(made.error().said.contains("ca.key")) << made.error().said;
}

TEST_F(TestAuthorityFiles, an_authority_without_its_key_is_refused_and_left_alone) {
  start();
  fs::remove(directory_ / "pki/ca.key");
  const auto before = all_files();
  const auto made = TestAuthority(directory_).ensure_authority(now);
  ASSERT_FALSE(made);
  EXPECT_TRUE(made.error().said.contains("ca.pem")) << made.error().said;
  EXPECT_EQ(all_files(), before);
}

TEST_F(TestAuthorityFiles, the_key_of_another_authority_is_refused) {
  start();
  write("pki/ca.key", read("pki/server.key"));
  EXPECT_FALSE(TestAuthority(directory_).ensure_authority(now));
}

TEST_F(TestAuthorityFiles, a_folder_that_cannot_be_made_is_named) {
  fs::create_directories(directory_);
  write("pki", "a file where the folder should be");
  const auto made = TestAuthority(directory_).ensure_authority(now);
  ASSERT_FALSE(made);
  EXPECT_TRUE(made.error().said.contains("pki")) << made.error().said;
}

TEST_F(TestAuthorityFiles, nothing_is_issued_before_there_is_an_authority) {
  TestAuthority authority(directory_);
  EXPECT_FALSE(authority.ensure_server(hosts, now));
  EXPECT_FALSE(authority.issue(oid, roles, CertificateKind::qwac, IssueOptions::valid_from(now)));
  EXPECT_FALSE(fs::exists(directory_));
}

class Issuing : public TestAuthorityFiles {
 protected:
  Issuing() : authority_(directory_) { EXPECT_TRUE(authority_.ensure_authority(now)); }

  /// How a gateway that trusts this authority takes a QWAC issued so.
  Code verdict_on(const IssueOptions& options, CertificateKind kind = CertificateKind::qwac) {
    const auto pair = authority_.issue(oid, roles, kind, options);
    EXPECT_TRUE(pair) << pair.error().said;
    const std::string der = crypto::der_of_pem(pair->certificate_pem).value().at(0);
    EXPECT_EQ(crypto::PrivateKey::from_pem(pair->key_pem)->spki(),
              crypto::read_certificate(der)->spki);
    const message::ClientCertificate presented{.chain_der = {der},
                                               .thumbprint = crypto::hex(crypto::sha256(der))};
    tpp::Trust trust{crypto::TrustStore({authority_.authority_der()})};
    tpp::QwacJudge judge{trust};
    const auto recognised = judge.judge(&presented, now);
    return recognised ? Code::count_ : recognised.error().code;
  }

  TestAuthority authority_;
};

TEST_F(Issuing, gives_good_pairs_and_writes_no_file) {
  const auto before = all_files();
  EXPECT_EQ(verdict_on(IssueOptions::valid_from(now)), Code::count_);
  EXPECT_EQ(verdict_on(IssueOptions::valid_from(now), CertificateKind::qseal), Code::cert_purpose);
  EXPECT_EQ(all_files(), before);
}

TEST_F(Issuing, gives_each_broken_variant_for_tests_of_refusals) {
  IssueOptions options = IssueOptions::valid_from(now);
  options.not_after = now - days{1};
  EXPECT_EQ(verdict_on(options), Code::cert_expired);
  options = IssueOptions::valid_from(now);
  options.not_before = now + days{1};
  EXPECT_EQ(verdict_on(options), Code::cert_not_yet_valid);
  options = IssueOptions::valid_from(now);
  options.foreign_authority = true;
  EXPECT_EQ(verdict_on(options), Code::cert_untrusted);
  options = IssueOptions::valid_from(now);
  options.rsa_bits = 1024;
  EXPECT_EQ(verdict_on(options), Code::cert_weak);
  options = IssueOptions::valid_from(now);
  options.psd2_statement = false;
  EXPECT_EQ(verdict_on(options), Code::cert_no_psd2);
  options = IssueOptions::valid_from(now);
  options.extended_key_usage = "codeSigning";
  EXPECT_EQ(verdict_on(options), Code::cert_purpose);
  options.extended_key_usage = "";
  EXPECT_EQ(verdict_on(options), Code::count_);
}

TEST_F(Issuing, refuses_what_cannot_be_written) {
  const IssueOptions good = IssueOptions::valid_from(now);
  for (const char* bad : {"", "13807", "PSDFR-ACPR-../../x", "PSDFR-ACPR-a b", "psdfr-acpr-1"})
    EXPECT_FALSE(authority_.issue(bad, roles, CertificateKind::qwac, good)) << bad;
  IssueOptions options = good;
  options.extended_key_usage = "noSuchUsage";
  EXPECT_FALSE(authority_.issue(oid, roles, CertificateKind::qwac, options));
  options = good;
  options.rsa_bits = 16;
  EXPECT_FALSE(authority_.issue(oid, roles, CertificateKind::qwac, options));
  options = good;
  options.not_after = options.not_before - days{1};
  EXPECT_FALSE(authority_.issue(oid, roles, CertificateKind::qwac, options));
}

}  // namespace
}  // namespace guichet::sandbox
