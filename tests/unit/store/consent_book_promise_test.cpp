// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <mutex>

#include "stores.hpp"

namespace guichet::store {
namespace {

const ConsentKey leas{"17515", "lea", "PSDFR-ACPR-13807"};

Consent consent_to(std::string iban) {
  Consent consent;
  consent.balances = {iban};
  consent.transactions = {iban, "FR7617515000920400085945890"};
  consent.psu_identity = true;
  return consent;
}

template <class Store>
struct ConsentBookPromise : ::testing::Test {
  Store store;
  ConsentBook& consents = store.consents;
};
TYPED_TEST_SUITE(ConsentBookPromise, AllStores);

TYPED_TEST(ConsentBookPromise, a_consent_never_sent_is_version_0_and_empty) {
  const auto version = consent_now(this->consents, leas);
  ASSERT_TRUE(version.has_value());
  EXPECT_EQ(version->version, 0U);
  EXPECT_EQ(version->consent, Consent{});
  EXPECT_TRUE(consents_ever(this->consents, leas)->empty());
}

TYPED_TEST(ConsentBookPromise, what_was_put_is_in_force) {
  const auto put = put_consent(this->consents, leas, consent_to("FR7600000000000000000000001"));
  ASSERT_TRUE(put.has_value());
  EXPECT_EQ(put->version, 1U);
  EXPECT_EQ(put->at, noon);
  EXPECT_EQ(put->consent, consent_to("FR7600000000000000000000001"));
  const auto now = consent_now(this->consents, leas);
  EXPECT_EQ(now->version, 1U);
  EXPECT_EQ(now->at, noon);
  EXPECT_EQ(now->consent, consent_to("FR7600000000000000000000001"));
}

TYPED_TEST(ConsentBookPromise, a_version_tells_who_put_it) {
  ASSERT_TRUE(put_consent(this->consents, leas, consent_to("A")).has_value());
  connect(this->store.grants, 10, 1, {leas.establishment, leas.psu, leas.tpp, "aisp"});
  const auto by_tpp = answer_to<ConsentVersion>([&](auto done) {
    this->consents.put(leas, consent_to("B"), hash_of(2), noon, std::move(done));
  });
  ASSERT_TRUE(by_tpp.has_value());
  EXPECT_EQ(by_tpp->author, ConsentAuthor::tpp);
  const auto by_customer = answer_to<ConsentVersion>([&](auto done) {
    this->store.withdrawal.withdraw_part(leas, ConsentPart::identity, noon, std::move(done));
  });
  ASSERT_TRUE(by_customer.has_value());
  EXPECT_EQ(by_customer->author, ConsentAuthor::customer);
  EXPECT_EQ(consent_now(this->consents, leas)->author, ConsentAuthor::customer);
  const auto versions = consents_ever(this->consents, leas);
  ASSERT_EQ(versions->size(), 3U);
  EXPECT_EQ(versions->at(0).author, ConsentAuthor::bank);
  EXPECT_EQ(versions->at(1).author, ConsentAuthor::tpp);
  EXPECT_EQ(versions->at(2).author, ConsentAuthor::customer);
}

TYPED_TEST(ConsentBookPromise, a_consent_asked_for_before_it_was_sent_is_seen_afterwards) {
  ASSERT_EQ(consent_now(this->consents, leas)->version, 0U);
  ASSERT_TRUE(put_consent(this->consents, leas, consent_to("A")).has_value());
  EXPECT_EQ(consent_now(this->consents, leas)->version, 1U);
}

TYPED_TEST(ConsentBookPromise, a_consent_is_replaced_as_a_whole) {
  ASSERT_TRUE(put_consent(this->consents, leas, consent_to("A")).has_value());
  Consent overdrafts_only;
  overdrafts_only.overdrafts = {"B"};
  ASSERT_TRUE(put_consent(this->consents, leas, overdrafts_only).has_value());
  EXPECT_EQ(consent_now(this->consents, leas)->consent, overdrafts_only);
}

TYPED_TEST(ConsentBookPromise, an_empty_consent_is_a_version_too) {
  ASSERT_TRUE(put_consent(this->consents, leas, consent_to("A")).has_value());
  ASSERT_TRUE(put_consent(this->consents, leas, Consent{}).has_value());
  const auto now = consent_now(this->consents, leas);
  EXPECT_EQ(now->version, 2U);
  EXPECT_EQ(now->consent, Consent{});
}

TYPED_TEST(ConsentBookPromise, all_versions_are_kept_oldest_first) {
  for (const char* iban : {"A", "B", "C"})
    ASSERT_TRUE(put_consent(this->consents, leas, consent_to(iban)).has_value());
  const auto versions = consents_ever(this->consents, leas);
  ASSERT_EQ(versions->size(), 3U);
  EXPECT_EQ(versions->at(0).version, 1U);
  EXPECT_EQ(versions->at(0).consent, consent_to("A"));
  EXPECT_EQ(versions->at(2).version, 3U);
  EXPECT_EQ(versions->at(2).consent, consent_to("C"));
}

TYPED_TEST(ConsentBookPromise, consents_of_other_keys_are_independent) {
  const ConsentKey others[] = {
      {"13807", "lea", leas.tpp}, {"17515", "tom", leas.tpp}, {"17515", "lea", "PSDFR-ACPR-99999"}};
  ASSERT_TRUE(put_consent(this->consents, leas, consent_to("A")).has_value());
  for (const ConsentKey& other : others) EXPECT_EQ(consent_now(this->consents, other)->version, 0U);
}

TYPED_TEST(ConsentBookPromise, a_customers_consents_are_those_to_every_tpp_that_ever_sent_one) {
  const ConsentKey to_another{"17515", "lea", "PSDFR-ACPR-00001"};
  for (const ConsentKey& other :
       {ConsentKey("13807", "lea", leas.tpp), ConsentKey("17515", "tom", leas.tpp)})
    ASSERT_TRUE(put_consent(this->consents, other, consent_to("Z")).has_value());
  EXPECT_TRUE(consents_of(this->consents, "lea").empty());
  Consent identity_only;
  identity_only.psu_identity = true;
  const Consent sent[] = {Consent{}, consent_to("A"), Consent{}, identity_only, consent_to("B")};
  for (int hour = 0; hour < 5; ++hour)
    ASSERT_TRUE(
        put_consent(this->consents, leas, sent[hour], noon + std::chrono::hours(hour)).has_value());
  for (int hour = 0; hour < 3; ++hour)
    ASSERT_TRUE(put_consent(this->consents, to_another, hour == 0 ? consent_to("A") : Consent{},
                            noon + std::chrono::hours(hour))
                    .has_value());
  const auto found = consents_of(this->consents, "lea");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].tpp, to_another.tpp);
  EXPECT_EQ(found[0].in_force.version, 3U);
  EXPECT_EQ(found[0].in_force.consent, Consent{});
  EXPECT_EQ(found[0].since, noon + std::chrono::hours(1)) << "since then it is empty";
  EXPECT_EQ(found[0].first_at, noon);
  EXPECT_EQ(found[1].tpp, leas.tpp);
  EXPECT_EQ(found[1].in_force.version, 5U);
  EXPECT_EQ(found[1].in_force.consent, consent_to("B"));
  EXPECT_EQ(found[1].since, noon + std::chrono::hours(3)) << "not empty since then";
  EXPECT_EQ(found[1].first_at, noon);
}

TYPED_TEST(ConsentBookPromise, of_32_parallel_puts_each_is_a_version_and_the_last_is_in_force) {
  std::mutex mutex;
  std::vector<ConsentVersion> acknowledged;
  in_parallel(32, [&](int number) {
    auto version = put_consent(this->consents, leas, consent_to("FR" + std::to_string(number)));
    const std::scoped_lock lock(mutex);
    acknowledged.push_back(std::move(*version));
  });
  std::ranges::sort(acknowledged, {}, &ConsentVersion::version);
  const auto kept = consents_ever(this->consents, leas);
  ASSERT_EQ(kept->size(), 32U);
  for (std::size_t at = 0; at < 32; ++at) {
    EXPECT_EQ(kept->at(at).version, at + 1);
    EXPECT_EQ(acknowledged.at(at).version, at + 1);
    EXPECT_EQ(kept->at(at).consent, acknowledged.at(at).consent);
  }
  EXPECT_EQ(consent_now(this->consents, leas)->consent, acknowledged.back().consent);
}

TYPED_TEST(ConsentBookPromise, a_reader_never_sees_an_older_version_than_one_acknowledged) {
  std::atomic<std::uint64_t> acknowledged = 0;
  std::atomic<bool> stop = false;
  std::jthread reader([&] {
    while (!stop) {
      const std::uint64_t at_least = acknowledged;
      EXPECT_GE(consent_now(this->consents, leas)->version, at_least);
    }
  });
  for (int round = 0; round < 200; ++round)
    acknowledged = put_consent(this->consents, leas, consent_to("A"))->version;
  stop = true;
}

TYPED_TEST(ConsentBookPromise, a_reset_ends_the_register) {
  ASSERT_TRUE(put_consent(this->consents, leas, consent_to("A")).has_value());
  this->store.reset(true);
  EXPECT_EQ(consent_now(this->consents, leas)->version, 0U);
  EXPECT_EQ(put_consent(this->consents, leas, consent_to("A"))->version, 1U);
}

}  // namespace
}  // namespace guichet::store
