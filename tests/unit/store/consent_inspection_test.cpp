// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/consent_inspection.hpp"

#include <fstream>

#include "store/sqlite/connection.hpp"
#include "stores.hpp"

namespace guichet::store {
namespace {

Consent consent_to(std::string iban) {
  Consent consent;
  consent.balances = {std::move(iban)};
  return consent;
}

ConsentKey key(const char* establishment, const char* psu, const char* tpp = "PSDFR-ACPR-13807") {
  return {establishment, psu, tpp};
}

struct ConsentInspection : ::testing::Test {
  TemporaryFolder folder;
  std::filesystem::path file = folder / "guichet.db";
  std::unique_ptr<SqliteStore> store = opened(file);

  void put(const ConsentKey& whose, const std::string& iban) {
    ASSERT_TRUE(put_consent(store->consents(), whose, consent_to(iban)).has_value());
  }
  std::vector<ConsentKey> keys_of(const ConsentKey& wanted) {
    std::vector<ConsentKey> keys;
    const auto all = inspect_consents(file, wanted);
    for (const ConsentHistory& found : *all) keys.push_back(found.key);
    return keys;
  }
};

TEST_F(ConsentInspection, finds_every_version_while_the_store_is_open_and_writes) {
  put(key("17515", "lea"), "A");
  put(key("17515", "lea"), "B");
  const auto found = inspect_consents(file, {});
  ASSERT_TRUE(found.has_value()) << found.error().detail;
  ASSERT_EQ(found->size(), 1U);
  ASSERT_EQ(found->front().versions.size(), 2U);
  EXPECT_EQ(found->front().versions.back().consent, consent_to("B"));
  put(key("17515", "lea"), "C");
  EXPECT_EQ(inspect_consents(file, {})->front().versions.size(), 3U);
}

TEST_F(ConsentInspection, narrows_down_to_an_establishment_a_customer_and_a_tpp) {
  const std::vector<ConsentKey> all{key("12579", "lea"), key("17515", "georges"),
                                    key("17515", "lea"), key("17515", "lea", "PSDFR-ACPR-99002")};
  for (const ConsentKey& each : all) put(each, "A");
  EXPECT_EQ(keys_of({}), all);
  EXPECT_EQ(keys_of({"12579", "", ""}), std::vector{all[0]});
  EXPECT_EQ(keys_of({"", "georges", ""}), std::vector{all[1]});
  EXPECT_EQ(keys_of({"", "", "PSDFR-ACPR-99002"}), std::vector{all[3]});
  EXPECT_EQ(keys_of({"17515", "lea", "PSDFR-ACPR-13807"}), std::vector{all[2]});
  EXPECT_TRUE(keys_of({"13335", "", ""}).empty());
}

TEST_F(ConsentInspection, reads_a_store_that_nobody_serves_and_leaves_it_as_it_is) {
  put(key("17515", "lea"), "A");
  store.reset();
  const auto bytes = [&] {
    std::ifstream stream(file, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), {});
  };
  const std::string before = bytes();
  EXPECT_EQ(inspect_consents(file, {})->size(), 1U);
  EXPECT_EQ(bytes(), before);
}

TEST_F(ConsentInspection, says_in_one_line_what_it_cannot_open) {
  const auto absent = inspect_consents(folder / "nothing.db", {});
  ASSERT_FALSE(absent.has_value());
  EXPECT_NE(absent.error().detail.find("nothing.db"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder / "nothing.db"));
  std::ofstream(folder / "text.db") << "this is no database, whatever its name says\n";
  EXPECT_FALSE(inspect_consents(folder / "text.db", {}).has_value());
  Connection(folder / "foreign.db", {}).execute("CREATE TABLE theirs (a)");
  EXPECT_NE(inspect_consents(folder / "foreign.db", {}).error().detail.find("another program"),
            std::string::npos);
  store.reset();
  Connection(file, {}).execute("PRAGMA user_version = 999");
  EXPECT_NE(inspect_consents(file, {}).error().detail.find("number 999"), std::string::npos);
}

TEST_F(ConsentInspection, whatever_reads_so_cannot_write) {
  store.reset();
  Connection looking = Connection::for_inspection(file);
  EXPECT_ANY_THROW(looking.execute("DELETE FROM consent_version"));
}

}  // namespace
}  // namespace guichet::store
