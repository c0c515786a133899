// SPDX-License-Identifier: Apache-2.0
#include "stores.hpp"

namespace guichet::store {
namespace {

EnrolledTpp my_app() {
  EnrolledTpp tpp;
  tpp.client_id = "PSDFR-ACPR-13807";
  tpp.oid = "PSDFR-ACPR-13807";
  tpp.name = "My \"App\" <b>\xC3\xA9</b>";
  tpp.roles = {TppRole::account_information, TppRole::card_issuing};
  tpp.redirect_uris = {"https://myAPP.fr/Home/OAuth2Callback", "http://127.0.0.1:8085/callback"};
  tpp.key_ids = {"https://myAPP.fr/qseal.pem", "second key"};
  tpp.qwacs = {std::string(64, 'a')};
  tpp.environment = Environment::live;
  tpp.profile = "strict";
  tpp.registration = R"({"client_name":"My App"})";
  tpp.enrolled_at = Instant{std::chrono::milliseconds{1'795'000'000'123}};
  tpp.seals = {std::string("\x30\x82\x00\x01", 4), std::string("\x30\x00", 2)};
  return tpp;
}

/// A registration beside it, with nothing that may not be shared.
EnrolledTpp another(std::string client_id) {
  EnrolledTpp tpp = my_app();
  tpp.name = "App of " + client_id;
  tpp.seals = {client_id};
  tpp.client_id = std::move(client_id);
  return tpp;
}

void expect_same(const EnrolledTpp& one, const EnrolledTpp& other) {
  EXPECT_EQ(one.client_id, other.client_id);
  EXPECT_EQ(one.oid, other.oid);
  EXPECT_EQ(one.name, other.name);
  EXPECT_EQ(one.roles, other.roles);
  EXPECT_EQ(one.redirect_uris, other.redirect_uris);
  EXPECT_EQ(one.key_ids, other.key_ids);
  EXPECT_EQ(one.qwacs, other.qwacs);
  EXPECT_EQ(one.environment, other.environment);
  EXPECT_EQ(one.profile, other.profile);
  EXPECT_EQ(one.registration, other.registration);
  EXPECT_EQ(one.enrolled_at, other.enrolled_at);
  EXPECT_EQ(one.seals, other.seals);
  EXPECT_EQ(one.suspended, other.suspended);
}

template <class Store>
struct TppBookPromise : ::testing::Test {
  Store store;
  TppBook& tpps = store.tpps;
};
TYPED_TEST_SUITE(TppBookPromise, AllStores);

TYPED_TEST(TppBookPromise, nobody_is_enrolled_at_first) {
  EXPECT_TRUE(everyone(this->tpps).empty());
}

TYPED_TEST(TppBookPromise, an_enrolled_tpp_is_kept_to_the_byte) {
  ASSERT_TRUE(enrol(this->tpps, my_app()).has_value());
  ASSERT_EQ(everyone(this->tpps).size(), 1U);
  expect_same(everyone(this->tpps)[0], my_app());
}

TYPED_TEST(TppBookPromise, enrolling_again_replaces_everything) {
  ASSERT_TRUE(enrol(this->tpps, my_app()).has_value());
  EnrolledTpp changed = my_app();
  changed.name = "Other";
  changed.roles = {TppRole::payment_initiation, TppRole::account_servicing};
  changed.redirect_uris = {"https://other.example/callback"};
  changed.key_ids.clear();
  changed.qwacs.clear();
  changed.environment.reset();
  changed.profile.clear();
  changed.registration.clear();
  changed.seals.clear();
  changed.suspended = true;
  ASSERT_TRUE(enrol(this->tpps, changed).has_value());
  ASSERT_EQ(everyone(this->tpps).size(), 1U);
  expect_same(everyone(this->tpps)[0], changed);
}

TYPED_TEST(TppBookPromise, a_tpp_that_is_removed_leaves_nothing_and_nobody_else_is_touched) {
  ASSERT_TRUE(enrol(this->tpps, my_app()).has_value());
  const EnrolledTpp other = another("PSDFR-ACPR-2");
  ASSERT_TRUE(enrol(this->tpps, other).has_value());
  ASSERT_TRUE(remove(this->tpps, my_app().client_id).has_value());
  ASSERT_TRUE(remove(this->tpps, "nobody").has_value());
  ASSERT_EQ(everyone(this->tpps).size(), 1U);
  expect_same(everyone(this->tpps)[0], other);
}

TYPED_TEST(TppBookPromise, what_a_tpp_changes_of_itself_leaves_what_operators_decided) {
  EnrolledTpp decided = my_app();
  decided.profile = "compatible";
  decided.suspended = true;
  ASSERT_TRUE(enrol(this->tpps, decided).has_value());
  EnrolledTpp wanted = my_app();
  wanted.name = "Other";
  wanted.redirect_uris = {"https://other.example/callback"};
  wanted.suspended = false;
  EnrolledTpp expected = wanted;
  expected.profile = "compatible";
  expected.suspended = true;
  const auto kept = change(this->tpps, wanted);
  ASSERT_TRUE(kept.has_value());
  expect_same(*kept, expected);
  ASSERT_EQ(everyone(this->tpps).size(), 1U);
  expect_same(everyone(this->tpps)[0], expected);
}

TYPED_TEST(TppBookPromise, a_tpp_that_was_removed_is_not_changed_back_into_being) {
  EXPECT_EQ(change(this->tpps, my_app()).error().code, Code::client_unknown);
  EXPECT_TRUE(everyone(this->tpps).empty());
}

TYPED_TEST(TppBookPromise, every_change_of_the_book_moves_its_version) {
  TppBook& book = this->tpps;
  std::set<std::int64_t> seen{version_of(book)};
  EXPECT_TRUE(seen.contains(version_of(book))) << "nothing was changed";
  ASSERT_TRUE(enrol(book, my_app()).has_value());
  EXPECT_TRUE(seen.insert(version_of(book)).second) << "enrolled";
  ASSERT_TRUE(enrol(book, my_app()).has_value());
  EXPECT_TRUE(seen.insert(version_of(book)).second) << "enrolled again";
  ASSERT_TRUE(change(book, my_app()).has_value());
  EXPECT_TRUE(seen.insert(version_of(book)).second) << "changed";
  ASSERT_TRUE(remove(book, my_app().client_id).has_value());
  EXPECT_TRUE(seen.insert(version_of(book)).second) << "removed";
  this->store.reset(false);
  EXPECT_TRUE(seen.insert(version_of(book)).second) << "emptied";
}

TYPED_TEST(TppBookPromise, everyone_comes_in_the_order_of_client_ids) {
  for (const char* client_id : {"PSDFR-ACPR-3", "PSDFR-ACPR-1", "PSDFR-ACPR-2"})
    ASSERT_TRUE(enrol(this->tpps, another(client_id)).has_value());
  const auto all = everyone(this->tpps);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].client_id, "PSDFR-ACPR-1");
  EXPECT_EQ(all[1].client_id, "PSDFR-ACPR-2");
  EXPECT_EQ(all[2].client_id, "PSDFR-ACPR-3");
}

TYPED_TEST(TppBookPromise, a_reset_keeps_tpps_only_when_told_to) {
  ASSERT_TRUE(enrol(this->tpps, my_app()).has_value());
  this->store.reset(true);
  ASSERT_EQ(everyone(this->tpps).size(), 1U);
  expect_same(everyone(this->tpps)[0], my_app());
  this->store.reset(false);
  EXPECT_TRUE(everyone(this->tpps).empty());
}

}  // namespace
}  // namespace guichet::store
