// SPDX-License-Identifier: Apache-2.0
#include "tpp/tpp_register.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "house_of_tpps.hpp"

namespace guichet::tpp {
namespace {

Code code_of(const Outcome<void>& outcome) { return outcome ? Code::count_ : outcome.error().code; }
constexpr Code accepted = Code::count_;

TEST(TppRegister, finds_a_tpp_by_client_id_oid_key_id_and_seal) {
  TppRegister tpps;
  EnrolledTpp tpp = test::enrolled(test::oid_a, {test::seal_a()});
  tpp.client_id = "app";
  tpp.key_ids = {"key"};
  ASSERT_TRUE(tpps.admit(tpp));
  const auto found = tpps.by_client_id("app");
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->seals.at(0).is_eseal);
  EXPECT_EQ(tpps.by_oid(test::oid_a, Environment::sandbox), found);
  EXPECT_EQ(tpps.by_key_id("key"), found);
  EXPECT_EQ(tpps.by_seal(test::fingerprint(test::seal_a())), found);
  EXPECT_EQ(tpps.by_seal(crypto::sha1_hex(test::seal_a())), found);
  for (const auto& nobody :
       {tpps.by_client_id(test::oid_a), tpps.by_oid("app", Environment::sandbox),
        tpps.by_key_id(""), tpps.by_seal(test::fingerprint(test::seal_b()))})
    EXPECT_FALSE(nobody);
}

TEST(TppRegister, an_oid_stands_for_the_first_enrolled_also_after_that_one_is_replaced) {
  TppRegister tpps;
  EnrolledTpp first = test::enrolled(test::oid_a, {});
  first.client_id = "z-first";
  EnrolledTpp second = first;
  second.client_id = "a-second";
  ASSERT_TRUE(tpps.admit(first));
  ASSERT_TRUE(tpps.admit(second));
  EXPECT_EQ(tpps.by_oid(test::oid_a, Environment::sandbox)->tpp.client_id, "z-first");
  first.name = "renamed";
  ASSERT_TRUE(tpps.admit(first));
  EXPECT_EQ(tpps.by_oid(test::oid_a, Environment::sandbox)->tpp.name, "renamed");
}

TEST(TppRegister, a_replaced_tpp_loses_its_former_seals) {
  TppRegister tpps;
  ASSERT_TRUE(tpps.admit(test::enrolled(test::oid_a, {test::seal_a()})));
  const auto before = tpps.by_client_id(test::oid_a);
  ASSERT_TRUE(tpps.admit(test::enrolled(test::oid_a, {})));
  EXPECT_FALSE(tpps.by_seal(test::fingerprint(test::seal_a())));
  EXPECT_EQ(before->seals.size(), 1U);  // a request in flight keeps what it was admitted with
}

TEST(TppRegister, row_76_refuses_a_seal_of_rsa_1024_and_one_that_is_not_rsa) {
  TppRegister tpps;
  const std::string small = test::seal_of(test::seal_order(), crypto::PrivateKey::new_rsa(1024));
  const std::string elliptic = test::seal_of(test::seal_order(), crypto::PrivateKey::new_ec_p256());
  EXPECT_EQ(code_of(tpps.admit(test::enrolled(test::oid_a, {small}))), Code::cert_weak);
  EXPECT_EQ(code_of(tpps.admit(test::enrolled(test::oid_a, {elliptic}))), Code::cert_weak);
  EXPECT_FALSE(tpps.by_client_id(test::oid_a));
}

TEST(TppRegister, refuses_a_seal_of_another_organization_or_without_one) {
  TppRegister tpps;
  EXPECT_EQ(code_of(tpps.admit(test::enrolled(test::oid_a, {test::seal_b()}))), Code::cert_bad_oid);
  const std::string nobodys = test::seal_of(test::seal_order(""), test::key_a());
  EXPECT_EQ(code_of(tpps.admit(test::enrolled(test::oid_a, {nobodys}))), Code::cert_bad_oid);
}

TEST(TppRegister, refuses_what_is_not_a_certificate_and_keeps_what_it_had) {
  TppRegister tpps;
  ASSERT_TRUE(tpps.admit(test::enrolled(test::oid_a, {test::seal_a()})));
  EXPECT_EQ(code_of(tpps.admit(test::enrolled(test::oid_a, {test::seal_a(), "junk"}))),
            Code::cert_untrusted);
  EXPECT_EQ(tpps.by_client_id(test::oid_a)->seals.size(), 1U);
}

EnrolledTpp named(const std::string& client_id) {
  EnrolledTpp tpp = test::enrolled(test::oid_a, {});
  tpp.client_id = client_id;
  return tpp;
}

std::vector<std::string> ids_in(const TppRegister& tpps) {
  std::vector<std::string> ids;
  for (const auto& each : tpps.everyone()) ids.push_back(each->tpp.client_id);
  return ids;
}

using Ids = std::vector<std::string>;

TEST(TppRegister, catches_up_with_what_others_enrolled_changed_suspended_and_removed) {
  TppRegister tpps;
  ASSERT_TRUE(tpps.admit(named("removed")));
  ASSERT_TRUE(tpps.admit(named("changed")));
  EnrolledTpp changed = named("changed");
  changed.key_ids = {"new key"};
  changed.suspended = true;
  EXPECT_TRUE(tpps.catch_up({changed, named("enrolled")}, tpps.moment()));
  EXPECT_EQ(ids_in(tpps), (Ids{"changed", "enrolled"}));
  EXPECT_TRUE(tpps.is_suspended(test::oid_a, Environment::sandbox));
  EXPECT_TRUE(tpps.by_key_id("new key"));
  EXPECT_FALSE(tpps.by_client_id("removed"));
  EXPECT_TRUE(tpps.catch_up({named("changed"), named("enrolled")}, tpps.moment()));
  EXPECT_FALSE(tpps.is_suspended(test::oid_a, Environment::sandbox));
}

TEST(TppRegister, reads_no_certificate_again_of_who_is_as_before) {
  TppRegister tpps;
  const EnrolledTpp same = test::enrolled(test::oid_a, {test::seal_a()});
  ASSERT_TRUE(tpps.admit(same));
  const auto before = tpps.by_client_id(test::oid_a);
  EXPECT_TRUE(tpps.catch_up({same}, tpps.moment()));
  EXPECT_EQ(tpps.by_client_id(test::oid_a), before);
}

TEST(TppRegister, leaves_out_whom_others_enrolled_with_a_seal_that_cannot_serve) {
  TppRegister tpps;
  EXPECT_TRUE(
      tpps.catch_up({test::enrolled(test::oid_a, {test::seal_b()}), named("good")}, tpps.moment()));
  EXPECT_EQ(ids_in(tpps), Ids{"good"});
}

TEST(TppRegister, whoever_is_being_changed_here_stays_as_he_is_until_it_is_written_down) {
  TppRegister tpps;
  ASSERT_TRUE(tpps.admit(named("going")));
  const std::uint64_t before = tpps.moment();
  {
    const TppRegister::Changing coming_one(tpps, "coming");
    const TppRegister::Changing going_one(tpps, "going");
    ASSERT_TRUE(tpps.admit(named("coming")));
    ASSERT_TRUE(tpps.dismiss("going"));
    EXPECT_FALSE(tpps.catch_up({named("going"), named("other")}, tpps.moment()));
    EXPECT_EQ(ids_in(tpps), (Ids{"other", "coming"}));
  }
  EXPECT_FALSE(tpps.catch_up({named("going")}, before)) << "read before they were written down";
  EXPECT_EQ(ids_in(tpps), Ids{"coming"});
  EXPECT_TRUE(tpps.catch_up({named("coming"), named("last")}, tpps.moment()));
  EXPECT_EQ(ids_in(tpps), (Ids{"coming", "last"}));
}

TEST(TppRegister, forgets_everyone) {
  TppRegister tpps;
  ASSERT_TRUE(tpps.admit(test::enrolled(test::oid_a, {test::seal_a()})));
  tpps.clear();
  EXPECT_FALSE(tpps.by_client_id(test::oid_a));
  EXPECT_FALSE(tpps.by_oid(test::oid_a, Environment::sandbox));
  EXPECT_FALSE(tpps.by_seal(test::fingerprint(test::seal_a())));
  EXPECT_EQ(code_of(tpps.admit(test::enrolled(test::oid_a, {test::seal_a()}))), accepted);
}

TEST(TppRegister, is_read_while_it_is_written) {
  TppRegister tpps;
  std::jthread writer([&] {
    for (int i = 0; i < 50; ++i)
      EXPECT_TRUE(tpps.admit(test::enrolled(test::oid_a, {test::seal_a()})));
  });
  for (int i = 0; i < 1000; ++i) {
    const auto found = tpps.by_oid(test::oid_a, Environment::sandbox);
    if (found) {
      EXPECT_EQ(found->seals.size(), 1U);
    }
  }
}

}  // namespace
}  // namespace guichet::tpp
