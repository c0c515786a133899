// SPDX-License-Identifier: Apache-2.0
#include "client/application.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "client/listing_file.hpp"
#include "client/tokens.hpp"
#include "crypto/issue.hpp"
#include "crypto/x509.hpp"

namespace guichet::client {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& file, std::string_view content) {
  std::ofstream(file, std::ios::binary) << content;
}

std::string certificate_for(const crypto::PrivateKey& key) {
  crypto::CertificateOrder order;
  order.common_name = "test";
  order.not_before = Instant{std::chrono::hours{24 * 365 * 50}};
  order.not_after = order.not_before + std::chrono::hours{24 * 365};
  order.is_authority = true;
  order.key_usage = "keyCertSign";
  return crypto::pem_of_der(crypto::issue_certificate(order, key.spki(), key, {}));
}

constexpr std::string_view good_app = R"({"client_id":"PSDFR-ACPR-13807",
  "redirect_uris":["https://myAPP.fr/Home/OAuth2Callback","http://127.0.0.1:8085/callback"],
  "key_id":"https://myAPP.fr/qseal_00","api":"https://www.17515.sandbox.api.localhost:8443",
  "authorize":"http://127.0.0.1:8080/stet/psd2/oauth/authorize","ca":"pki/ca.pem","connect":"127.0.0.1:8443"})";

/// A data directory with one TPP, gone after the test.
class TppFolder : public testing::Test {
 protected:
  TppFolder() {
    fs::create_directories(folder);
    fs::create_directories(data / "pki");
    static const auto key = crypto::PrivateKey::new_rsa(2048);  // slow to make
    static const std::string certificate = certificate_for(key);
    write(data / "pki" / "ca.pem", certificate);
    for (const char* name : {"qwac", "qseal"}) {
      write(folder / (std::string(name) + ".pem"), certificate);
      write(folder / (std::string(name) + ".key"), key.pem());
    }
    write(folder / "app.json", good_app);
  }
  ~TppFolder() override { fs::remove_all(data); }

  static fs::path fresh_folder() {
    std::string pattern = (fs::temp_directory_path() / "guichet-client-XXXXXX").string();
    return ::mkdtemp(pattern.data());
  }

  Result<Application> read() const { return read_application(data, "PSDFR-ACPR-13807"); }
  std::string said() const {
    const auto application = read();
    return application ? std::string() : application.error().said;
  }

  const fs::path data = fresh_folder();
  const fs::path folder = data / "tpp" / "PSDFR-ACPR-13807";
};

TEST_F(TppFolder, is_read_whole) {
  const auto application = read();
  ASSERT_TRUE(application) << application.error().said;
  EXPECT_EQ(application->client_id, "PSDFR-ACPR-13807");
  EXPECT_EQ(application->api.host, "www.17515.sandbox.api.localhost");
  EXPECT_EQ(application->api.port, 8443);
  EXPECT_EQ(application->issuer, "https://www.17515.sandbox.api.localhost:8443");
  EXPECT_EQ(application->ca, data / "pki" / "ca.pem");
  EXPECT_EQ(application->endpoint("/stet/psd2/oauth/token"), "/stet/psd2/oauth/token");
  ASSERT_NE(application->loopback_redirect(), nullptr);
  EXPECT_EQ(*application->loopback_redirect(), "http://127.0.0.1:8085/callback");
}

TEST_F(TppFolder, is_written_so_that_it_is_read_as_the_same) {
  Application changed = read().value();
  changed.client_id = "1PSDFR-ACPR-13807-0-ABCD";
  changed.redirect_uris = {"https://tpp.example/cb"};
  ASSERT_TRUE(write_application(changed));
  const auto again = read();
  ASSERT_TRUE(again) << again.error().said;
  EXPECT_EQ(again->client_id, changed.client_id);
  EXPECT_EQ(again->redirect_uris, changed.redirect_uris);
  EXPECT_EQ(again->api.text(), changed.api.text());
  EXPECT_EQ(again->authorize, changed.authorize);
  EXPECT_EQ(again->issuer, changed.issuer);
  EXPECT_EQ(again->connect, changed.connect);
  EXPECT_EQ(again->ca, changed.ca);
}

TEST_F(TppFolder, of_a_newcomer_takes_the_bank_from_its_neighbour_until_it_has_an_app_json) {
  const fs::path newcomer = data / "tpp" / "PSDFR-ACPR-99401";
  fs::create_directories(newcomer);
  for (const char* name : {"qwac.pem", "qwac.key", "qseal.pem", "qseal.key"})
    fs::copy_file(folder / name, newcomer / name);
  auto applicant = read_applicant(data, "PSDFR-ACPR-99401", "PSDFR-ACPR-13807");
  ASSERT_TRUE(applicant) << applicant.error().said;
  EXPECT_EQ(applicant->folder, newcomer);
  EXPECT_EQ(applicant->qwac, newcomer / "qwac.pem");
  EXPECT_EQ(applicant->api.host, "www.17515.sandbox.api.localhost");
  applicant->connect = "127.0.0.1:9443";
  ASSERT_TRUE(write_application(*applicant));
  EXPECT_EQ(read_applicant(data, "PSDFR-ACPR-99401", "PSDFR-ACPR-13807")->connect,
            "127.0.0.1:9443");
}

TEST_F(TppFolder, that_is_missing_is_told_with_the_tpps_that_are_there) {
  const auto application = read_application(data, "PSDFR-ACPR-99999");
  ASSERT_FALSE(application);
  EXPECT_EQ(application.error().trouble, Trouble::files);
  EXPECT_TRUE(application.error().said.contains("TPPs here: PSDFR-ACPR-13807"));
}

TEST_F(TppFolder, without_any_data_directory_tells_to_start_the_sandbox) {
  const auto application = read_application(data / "nowhere", "PSDFR-ACPR-13807");
  ASSERT_FALSE(application);
  EXPECT_TRUE(application.error().said.contains("guichet sandbox"));
}

TEST_F(TppFolder, with_a_damaged_app_json_names_file_and_member) {
  const std::pair<const char*, const char*> damages[] = {
      {"", "not JSON"},
      {"{", "not JSON"},
      {"[]", "a JSON object is expected"},
      {"{}", "\"client_id\" is missing"},
      {R"({"client_id":7})", "\"client_id\" must be a string"},
      {R"({"client_id":"a","redirect_uris":[]})", "\"redirect_uris\" must be a list"},
      {R"({"client_id":"a","redirect_uris":[1]})", "must hold strings only"},
      {R"({"client_id":"a","redirect_uris":["u"],"key_id":"k","api":"ftp://x"})",
       "\"api\" must be an http or https address"},
  };
  for (const auto& [content, expected] : damages) {
    write(folder / "app.json", content);
    EXPECT_TRUE(said().contains(expected)) << content << ": " << said();
    EXPECT_TRUE(said().contains("app.json")) << said();
  }
}

TEST_F(TppFolder, survives_every_truncation_of_app_json) {
  for (std::size_t length = 0; length < good_app.size(); ++length) {
    write(folder / "app.json", good_app.substr(0, length));
    EXPECT_FALSE(read()) << length;
  }
}

TEST_F(TppFolder, with_a_broken_key_or_certificate_names_the_file) {
  for (const char* name : {"qwac.pem", "qwac.key", "qseal.key"}) {
    const auto good = read_file(folder / name);
    write(folder / name, "-----BEGIN NOTHING-----");
    EXPECT_TRUE(said().contains(name)) << said();
    write(folder / name, *good);
  }
  EXPECT_TRUE(read());
}

TEST_F(TppFolder, with_a_seal_that_is_not_rsa_is_refused) {
  write(folder / "qseal.key", crypto::PrivateKey::new_ec_p256().pem());
  EXPECT_TRUE(said().contains("must be an RSA key")) << said();
}

TEST_F(TppFolder, keeps_tokens_per_bank_for_their_owner_alone) {
  const TokenFile file(folder);
  EXPECT_FALSE(file.find("a.example")->has_value());
  const Instant then{std::chrono::milliseconds{1234}};
  ASSERT_TRUE(file.keep("a.example", {"A", "R", "aisp", then, then + std::chrono::hours{1}}));
  ASSERT_TRUE(file.keep("b.example", {"B", "", "aisp", then, then}));
  EXPECT_EQ((*file.find("a.example"))->access_token, "A");
  EXPECT_EQ((*file.find("a.example"))->expires_at, then + std::chrono::hours{1});
  EXPECT_EQ((*file.find("b.example"))->access_token, "B");
  struct stat status{};
  ASSERT_EQ(::stat(file.path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(TppFolder, knows_the_bank_of_which_tokens_were_kept_last) {
  const TokenFile file(folder);
  EXPECT_EQ(file.last(), "");
  for (const char* bank : {"www.17515.test", "www.14265.test", "www.17515.test"}) {
    ASSERT_TRUE(file.keep(bank, {.access_token = "A", .refresh_token = {}, .scope = {}}));
    EXPECT_EQ(file.last(), bank);
  }
}

TEST_F(TppFolder, goes_to_another_establishment_by_its_names) {
  const auto application =
      at_establishment(read_application(data, "PSDFR-ACPR-13807").value(), "14265");
  ASSERT_TRUE(application);
  EXPECT_EQ(application->establishment(), "14265");
  EXPECT_EQ(application->api.origin(), "https://www.14265.sandbox.api.localhost:8443");
  EXPECT_EQ(application->issuer, application->api.origin());
  EXPECT_EQ(application->connect, "127.0.0.1:8443");
  EXPECT_EQ(application->authorize,
            "http://www.14265.sandbox.api.localhost:8080/stet/psd2/oauth/authorize");
  EXPECT_EQ(application->authorize_connect, "127.0.0.1:8080");
  const auto at_home =
      at_establishment(read_application(data, "PSDFR-ACPR-13807").value(), "17515");
  EXPECT_EQ(at_home->authorize, "http://127.0.0.1:8080/stet/psd2/oauth/authorize");
  EXPECT_EQ(at_home->authorize_connect, "");
}

TEST_F(TppFolder, keeps_the_issuer_that_its_file_names_and_renames_the_page_s_own_host) {
  auto application = read_application(data, "PSDFR-ACPR-13807").value();
  application.issuer = "https://issuer.example";
  application.authorize = "https://www.17515.live.api.caisse-epargne.fr/authorize?a=b";
  application = at_establishment(application, "14265").value();
  EXPECT_EQ(application.issuer, "https://issuer.example");
  EXPECT_EQ(application.authorize, "https://www.14265.live.api.caisse-epargne.fr/authorize?a=b");
  EXPECT_EQ(application.authorize_connect, "");
}

TEST_F(TppFolder, stays_where_the_host_names_no_establishment) {
  for (const char* host : {"bank.example", "www.1751.bank.example", "www.175155.bank.example",
                           "www.1751x.bank.example", "www.17515"}) {
    auto application = read_application(data, "PSDFR-ACPR-13807").value();
    application.api.host = host;
    EXPECT_EQ(application.establishment(), "") << host;
    EXPECT_EQ(at_establishment(application, "")->api.host, host);
    const auto moved = at_establishment(application, "14265");
    ASSERT_FALSE(moved) << host;
    EXPECT_TRUE(moved.error().said.contains(host));
  }
}

TEST_F(TppFolder, with_damaged_tokens_tells_to_connect_again) {
  const TokenFile file(folder);
  for (const char* content : {"{", "[]", R"({"a.example":{}})", R"({"a.example":7})"}) {
    write(file.path(), content);
    const auto tokens = file.find("a.example");
    ASSERT_FALSE(tokens) << content;
    EXPECT_TRUE(tokens.error().said.contains("connect again"));
  }
}

TEST_F(TppFolder, remembers_the_last_list_of_accounts_until_told_to_forget) {
  const ListingFile file(folder);
  EXPECT_FALSE(file.find("a.example v1.6.2"));
  ASSERT_TRUE(file.keep("a.example v1.6.2", "{\"accounts\":[]}"));
  EXPECT_EQ(file.find("a.example v1.6.2"), "{\"accounts\":[]}");
  EXPECT_FALSE(file.find("a.example v1.4.2"));
  file.forget();
  EXPECT_FALSE(file.find("a.example v1.6.2"));
}

}  // namespace
}  // namespace guichet::client
