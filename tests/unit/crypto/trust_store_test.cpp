// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "crypto/issue.hpp"
#include "crypto/x509.hpp"
#include "test_keys.hpp"

namespace guichet::crypto {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using test::morning;

/// An authority, an authority under it, and a certificate of the latter's.
struct House {
  PrivateKey root_key = PrivateKey::new_ec_p256();
  PrivateKey middle_key = PrivateKey::new_ec_p256();
  std::string root =
      issue_certificate(test::authority_order("root"), root_key.spki(), root_key, {});
  std::string middle =
      issue_certificate(test::authority_order("middle"), middle_key.spki(), root_key, root);

  std::string leaf(const CertificateOrder& order,
                   std::string_view spki = test::ec_p256().spki()) const {
    return issue_certificate(order, spki, middle_key, middle);
  }
  std::string leaf() const { return leaf(test::order("leaf")); }
  TrustStore store() const { return TrustStore({root}); }
};

Code code_of(const Outcome<void>& outcome) { return outcome ? Code::count_ : outcome.error().code; }
constexpr Code accepted = Code::count_;

TEST(TrustStore, accepts_a_path_over_an_intermediate) {
  const House house;
  EXPECT_EQ(code_of(house.store().verify({house.leaf(), house.middle}, morning)), accepted);
}

TEST(TrustStore, refuses_a_path_with_the_intermediate_left_out) {
  const House house;
  EXPECT_EQ(code_of(house.store().verify({house.leaf()}, morning)), Code::cert_untrusted);
}

TEST(TrustStore, row_4_refuses_another_authority_of_the_same_name) {
  const House house;
  const House other;
  EXPECT_EQ(code_of(house.store().verify({other.leaf(), other.middle}, morning)),
            Code::cert_untrusted);
  EXPECT_EQ(code_of(house.store().verify({other.leaf(), other.middle, other.root}, morning)),
            Code::cert_untrusted);
}

TEST(TrustStore, row_5_refuses_a_self_signed_certificate_with_the_names_of_the_authority) {
  const House house;
  const PrivateKey key = PrivateKey::new_ec_p256();
  const std::string copy = issue_certificate(test::authority_order("root"), key.spki(), key, {});
  EXPECT_EQ(code_of(house.store().verify({copy}, morning)), Code::cert_untrusted);
}

TEST(TrustStore, refuses_a_leaf_that_issues_certificates) {
  const House house;
  const PrivateKey key = PrivateKey::new_ec_p256();
  const std::string leaf = house.leaf(test::order("leaf"), key.spki());
  const std::string below =
      issue_certificate(test::order("below"), test::ec_p256().spki(), key, leaf);
  EXPECT_EQ(code_of(house.store().verify({below, leaf, house.middle}, morning)),
            Code::cert_untrusted);
}

TEST(TrustStore, rows_2_and_3_validity_counts_to_the_second_both_ends_included) {
  const House house;
  const CertificateOrder order = test::order("leaf");
  const std::vector<std::string> chain{house.leaf(), house.middle};
  const TrustStore store = house.store();
  EXPECT_EQ(code_of(store.verify(chain, order.not_before - milliseconds{1})),
            Code::cert_not_yet_valid);
  EXPECT_EQ(code_of(store.verify(chain, order.not_before)), accepted);
  EXPECT_EQ(code_of(store.verify(chain, order.not_after)), accepted);
  EXPECT_EQ(code_of(store.verify(chain, order.not_after + milliseconds{1})), Code::cert_expired);
}

TEST(TrustStore, the_path_ends_with_the_first_certificate_on_it_to_end) {
  const House house;
  CertificateOrder order = test::order("leaf");
  order.not_after = morning + days{300};
  const auto path = house.store().path({house.leaf(order), house.middle}, morning);
  ASSERT_TRUE(path);
  EXPECT_EQ(path->not_after, test::order("any").not_after);
}

TEST(TrustStore, chooses_the_renewed_authority_when_the_former_has_ended) {
  const House house;
  CertificateOrder renewed = test::authority_order("root");
  renewed.not_before = morning;
  renewed.not_after = morning + days{300};
  const std::string second = issue_certificate(renewed, house.root_key.spki(), house.root_key, {});
  CertificateOrder order = test::order("leaf");
  order.not_after = morning + days{200};
  const std::string leaf =
      issue_certificate(order, test::ec_p256().spki(), house.root_key, house.root);
  const TrustStore both({house.root, second});
  EXPECT_EQ(code_of(both.verify({leaf}, morning - days{1})), accepted);
  EXPECT_EQ(code_of(both.verify({leaf}, morning + days{100})), accepted);
}

TEST(TrustStore, row_34_refuses_rsa_1024_small_curves_and_sha_1) {
  const House house;
  CertificateOrder sha1 = test::order("leaf");
  sha1.signed_with_sha1 = true;
  const TrustStore store = house.store();
  for (const std::string& weak :
       {house.leaf(test::order("leaf"), test::rsa_1024().spki()),
        house.leaf(test::order("leaf"), test::spki_on_p192()),
        house.leaf(test::order("leaf"), test::spki_on_p224()), house.leaf(sha1)})
    EXPECT_EQ(code_of(store.verify({weak, house.middle}, morning)), Code::cert_weak);
  EXPECT_TRUE(read_certificate(house.leaf(sha1))->signed_with_sha1_or_worse);
  EXPECT_EQ(code_of(store.verify(
                {house.leaf(test::order("leaf"), test::rsa_2048().spki()), house.middle}, morning)),
            accepted);
}

TEST(TrustStore, says_untrusted_before_expired_before_weak) {
  const House house;
  const House other;
  const std::string weak = house.leaf(test::order("leaf"), test::rsa_1024().spki());
  EXPECT_EQ(code_of(house.store().verify({weak, house.middle}, morning + days{2})),
            Code::cert_expired);
  EXPECT_EQ(code_of(other.store().verify({weak, house.middle}, morning + days{2})),
            Code::cert_untrusted);
}

TEST(TrustStore, row_36_refuses_a_chain_of_twenty_and_one_that_is_no_chain) {
  const House house;
  std::vector<std::string> chain{house.leaf()};
  for (int i = 0; i < 19; ++i) chain.push_back(house.middle);
  EXPECT_EQ(code_of(house.store().verify(chain, morning)), Code::cert_untrusted);
  EXPECT_EQ(code_of(house.store().verify({}, morning)), Code::cert_untrusted);
  EXPECT_EQ(code_of(house.store().verify({"junk"}, morning)), Code::cert_untrusted);
  EXPECT_EQ(code_of(house.store().verify({house.leaf(), "junk"}, morning)), Code::cert_untrusted);
}

TEST(TrustStore, without_anchors_trusts_nobody) {
  const House house;
  EXPECT_EQ(code_of(TrustStore({}).verify({house.leaf(), house.middle, house.root}, morning)),
            Code::cert_untrusted);
}

TEST(TrustStore, an_anchor_that_is_no_certificate_is_our_own_mistake) {
  EXPECT_THROW(TrustStore({"junk"}), std::invalid_argument);
}

}  // namespace
}  // namespace guichet::crypto
