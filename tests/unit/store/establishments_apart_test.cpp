// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/connection.hpp"
#include "stores.hpp"

namespace guichet::store {
namespace {

constexpr ParisDay monday = std::chrono::year{2026} / 11 / 23;
const char* const own = "17515";
const char* const other = "13335";

ConsentKey consents_at(const char* establishment) {
  return {establishment, "lea", "PSDFR-ACPR-13807"};
}

GrantKey pairs_at(const char* establishment) {
  return {establishment, "lea", "PSDFR-ACPR-13807", "aisp"};
}

/// The same customer, account and TPP, letter by letter, at two banks.
template <class Store>
struct EstablishmentsApart : ::testing::Test {
  Store store;
};
TYPED_TEST_SUITE(EstablishmentsApart, AllStores);

TYPED_TEST(EstablishmentsApart, row_293_consents_of_the_same_strings_are_two) {
  ConsentBook& consents = this->store.consents;
  Consent here;
  here.balances = {"FR7617515000920400430518020"};
  Consent there;
  there.transactions = {"FR7617515000920400430518020"};
  ASSERT_TRUE(put_consent(consents, consents_at(own), here).has_value());
  ASSERT_TRUE(put_consent(consents, consents_at(other), there).has_value());
  EXPECT_EQ(consent_now(consents, consents_at(own))->consent, here);
  EXPECT_EQ(consent_now(consents, consents_at(other))->consent, there);
  EXPECT_EQ(consents_ever(consents, consents_at(own))->size(), 1U);
  ASSERT_TRUE(withdraw_all(this->store.withdrawal, consents_at(other)).has_value());
  EXPECT_EQ(consent_now(consents, consents_at(own))->consent, here);
  EXPECT_EQ(consents_of(consents, "lea", own).front().in_force.version, 1U);
}

TYPED_TEST(EstablishmentsApart, row_293_a_withdrawal_at_one_ends_no_token_of_the_other) {
  connect(this->store.grants, 1, 10, pairs_at(own));
  connect(this->store.grants, 2, 20, pairs_at(other));
  ASSERT_TRUE(withdraw_all(this->store.withdrawal, consents_at(other)).has_value());
  EXPECT_TRUE(is_live(this->store.grants, 10));
  EXPECT_FALSE(is_live(this->store.grants, 20));
}

TYPED_TEST(EstablishmentsApart, row_293_each_has_its_four_units_of_a_day) {
  const auto unit = [](const char* establishment) {
    return QuotaKey{establishment, "PSDFR-ACPR-13807", "lea", "FR7617515000920400430518020",
                    "balances"};
  };
  for (int taken = 0; taken < 4; ++taken)
    ASSERT_TRUE(take_unit(this->store.quota, unit(own), monday).has_value());
  EXPECT_FALSE(take_unit(this->store.quota, unit(own), monday).has_value());
  for (int taken = 0; taken < 4; ++taken)
    EXPECT_TRUE(take_unit(this->store.quota, unit(other), monday).has_value());
}

TYPED_TEST(EstablishmentsApart, row_291_a_code_is_worth_nothing_at_another_and_stays_good) {
  ASSERT_TRUE(keep_code(this->store.grants, code_of(1, pairs_at(own))).has_value());
  EXPECT_FALSE(take_code(this->store.grants, 1, noon, other).has_value());
  EXPECT_TRUE(take_code(this->store.grants, 1, noon, own).has_value());
}

TEST(SqliteSchema, row_293_every_key_but_those_of_the_group_starts_with_the_establishment) {
  const std::set<std::string> of_the_group{"schema_migration", "tpp",         "tpp_role",
                                           "tpp_redirect_uri", "tpp_seal",    "tpp_key_id",
                                           "tpp_qwac",         "write_probe", "clock_mark"};
  const TemporaryFolder folder;
  const auto store = opened(folder / "guichet.db");
  Connection connection(folder / "guichet.db", {});
  Statement tables = connection.prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  Statement first_of_key =
      connection.prepare("SELECT name FROM pragma_table_info(?1) WHERE pk = 1");
  int keyed = 0;
  auto table = tables.run();
  while (table.next()) {
    const std::string name = table.text(0);
    if (of_the_group.contains(name)) continue;
    auto column = first_of_key.run(name);
    ASSERT_TRUE(column.next()) << name << " has no key";
    EXPECT_EQ(column.text(0), "establishment") << name;
    ++keyed;
  }
  EXPECT_GE(keyed, 10);
}

}  // namespace
}  // namespace guichet::store
