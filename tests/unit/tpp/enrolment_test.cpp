// SPDX-License-Identifier: Apache-2.0
#include "tpp/enrolment.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "house_of_tpps.hpp"

namespace guichet::tpp {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using test::now;

std::string qwac(const crypto::CertificateOrder& order = test::qwac_order()) {
  return test::authority().issue(order, test::key_b().spki());
}

Outcome<EnrolledCertificates> judged(const std::vector<std::string>& ders,
                                     std::string_view oid = test::oid_a, Instant at = now) {
  std::vector<std::string> texts;
  for (const std::string& der : ders) texts.push_back(crypto::base64(der));
  return judge_certificates(texts, oid, crypto::TrustStore({test::authority().der}), at);
}

/// The refusal of a good seal and, behind it, `der`.
Refusal refusal_of(const std::string& der, Instant at = now) {
  const auto outcome = judged({test::seal_a(), der}, test::oid_a, at);
  EXPECT_FALSE(outcome.has_value());
  if (outcome) return {Code::count_};
  EXPECT_LE(outcome.error().said.size(), 140U) << outcome.error().said;
  return outcome.error();
}
Code code_of(const std::string& der) { return refusal_of(der).code; }

TEST(EnrolledCertificates, seals_and_qwacs_are_told_apart_by_their_type) {
  const std::string web = qwac();
  const auto outcome = judged({test::seal_a(), web, test::seal_a()});
  ASSERT_TRUE(outcome) << outcome.error().said;
  EXPECT_EQ(outcome->seals, std::vector{test::seal_a()});
  EXPECT_EQ(outcome->qwacs, std::vector{web});
}

TEST(EnrolledCertificates, one_of_both_types_serves_as_both) {
  crypto::CertificateOrder order = test::qwac_order();
  QcStatements both = test::statements(true);
  both.type_seal = true;
  order.qc_statements_der = write_qc_statements(both);
  const std::string der = test::seal_of(order, test::key_a());
  const auto outcome = judged({der});
  ASSERT_TRUE(outcome) << outcome.error().said;
  EXPECT_EQ(outcome->seals, std::vector{der});
  EXPECT_EQ(outcome->qwacs, std::vector{der});
}

TEST(EnrolledCertificates, a_seal_is_needed) {
  for (const auto& certificates : {std::vector<std::string>{}, {qwac()}}) {
    const auto outcome = judged(certificates);
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().code, Code::enrol_invalid_client_metadata);
    EXPECT_NE(outcome.error().said.find("QSEAL"), std::string::npos);
  }
}

TEST(EnrolledCertificates, a_successor_may_be_enrolled_before_it_begins) {
  crypto::CertificateOrder order = test::seal_order();
  order.not_before = now + days{20};
  order.not_after = now + days{300};
  EXPECT_TRUE(judged({test::seal_of(order, test::key_a())}));
}

TEST(EnrolledCertificates, a_successor_that_outlives_all_its_issuers_is_refused) {
  crypto::CertificateOrder order = test::seal_order();
  order.not_before = now + days{500};
  order.not_after = now + days{600};
  EXPECT_EQ(code_of(test::seal_of(order, test::key_a())), Code::cert_expired);
}

TEST(EnrolledCertificates, an_expired_one_is_refused_and_named) {
  crypto::CertificateOrder order = test::seal_order();
  order.not_after = now - milliseconds{1'000};
  const Refusal refusal = refusal_of(test::seal_of(order, test::key_a()));
  EXPECT_EQ(refusal.code, Code::cert_expired);
  EXPECT_TRUE(refusal.said.starts_with("jwks.keys[1].x5c: ")) << refusal.said;
  EXPECT_NE(refusal.said.find("Mon, 22 Mar 2027 08:59:59 GMT"), std::string::npos) << refusal.said;
}

TEST(EnrolledCertificates, one_of_a_stranger_is_refused) {
  const test::Authority stranger;
  EXPECT_EQ(code_of(stranger.issue(test::seal_order(), test::key_a().spki())),
            Code::cert_untrusted);
  EXPECT_EQ(code_of("junk"), Code::cert_untrusted);
}

TEST(EnrolledCertificates, what_is_not_base64_is_the_fault_of_the_metadata) {
  for (const char* text : {"not base64!", "", "-----BEGIN CERTIFICATE-----"}) {
    const auto outcome = judge_certificates(std::vector<std::string>{text}, test::oid_a,
                                            crypto::TrustStore({test::authority().der}), now);
    ASSERT_FALSE(outcome.has_value());
    EXPECT_TRUE(outcome.error().code == Code::enrol_invalid_client_metadata ||
                outcome.error().code == Code::cert_untrusted)
        << text;
    EXPECT_TRUE(outcome.error().said.starts_with("jwks.keys[0].x5c: ")) << outcome.error().said;
  }
}

TEST(EnrolledCertificates, another_organization_is_refused_in_either) {
  EXPECT_EQ(code_of(test::seal_b()), Code::cert_bad_oid);
  EXPECT_EQ(code_of(qwac(test::qwac_order(test::oid_b))), Code::cert_bad_oid);
  EXPECT_EQ(code_of(qwac(test::qwac_order(""))), Code::cert_bad_oid);
  crypto::CertificateOrder twice = test::qwac_order();
  twice.more_organization_identifiers = {{crypto::TextKind::utf8, std::string(test::oid_a)}};
  EXPECT_EQ(code_of(qwac(twice)), Code::cert_bad_oid);
}

TEST(EnrolledCertificates, statements_are_needed_and_must_not_contradict_themselves) {
  crypto::CertificateOrder order = test::qwac_order();
  order.qc_statements_der.clear();
  EXPECT_EQ(code_of(qwac(order)), Code::cert_no_psd2);
  order = test::seal_order();
  QcStatements bare;
  bare.type_seal = true;
  order.qc_statements_der = write_qc_statements(bare);
  EXPECT_EQ(code_of(test::seal_of(order, test::key_a())), Code::cert_no_psd2);
  QcStatements untyped = test::statements(true);
  untyped.type_web = false;
  order.qc_statements_der = write_qc_statements(untyped);
  EXPECT_EQ(code_of(test::seal_of(order, test::key_a())), Code::cert_purpose);
}

TEST(EnrolledCertificates, a_qwac_must_serve_for_tls) {
  crypto::CertificateOrder order = test::qwac_order();
  order.key_usage = "nonRepudiation";
  EXPECT_EQ(code_of(qwac(order)), Code::cert_purpose);
  order = test::qwac_order();
  order.extended_key_usage = "codeSigning";
  EXPECT_EQ(code_of(qwac(order)), Code::cert_purpose);
  order.extended_key_usage.clear();
  EXPECT_TRUE(judged({test::seal_a(), qwac(order)}));
}

TEST(EnrolledCertificates, weak_keys_and_elliptic_seals_are_refused) {
  EXPECT_EQ(code_of(test::seal_of(test::seal_order(), crypto::PrivateKey::new_rsa(1024))),
            Code::cert_weak);
  EXPECT_EQ(code_of(test::seal_of(test::seal_order(), crypto::PrivateKey::new_ec_p256())),
            Code::cert_weak);
  const std::string elliptic =
      test::authority().issue(test::qwac_order(), crypto::PrivateKey::new_ec_p256().spki());
  EXPECT_TRUE(judged({test::seal_a(), elliptic}));
}

/// Gives 0, 1, 2 and so on, from a beginning.
class Counting final : public Randomness {
 public:
  explicit Counting(unsigned first) : next_(first) {}
  void fill(std::span<std::byte> bytes) override {
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(next_++);
  }

 private:
  unsigned next_;
};

TEST(ClientId, is_made_of_the_oid_a_counter_and_four_letters) {
  Counting randomness(0);
  EXPECT_EQ(new_client_id("PSDNL-DNB-33031431", 0, randomness), "1PSDNL-DNB-33031431-0-ABCD");
  EXPECT_EQ(new_client_id("PSDNL-DNB-33031431", 12, randomness), "1PSDNL-DNB-33031431-12-EFGH");
}

TEST(ClientId, each_letter_is_as_likely_as_the_others) {
  Counting randomness(232);  // 234 to 255 would give the first 22 letters an advantage
  EXPECT_TRUE(new_client_id("PSDNL-DNB-1", 0, randomness).ends_with("-YZAB"));
}

TEST(ClientId, has_at_most_34_characters_that_a_path_takes_as_they_are) {
  Counting randomness(0);
  EXPECT_EQ(new_client_id("PSDBE-NBB-1234.567.890/1234567890", 3, randomness),
            "1PSDBE-NBB-1234.567.890_123-3-ABCD");
  const std::string id = new_client_id("PSDBE-NBB-" + std::string(200, ' '), 1'000'000, randomness);
  EXPECT_EQ(id.size(), 34U);
  EXPECT_EQ(id.find(' '), std::string::npos);
}

}  // namespace
}  // namespace guichet::tpp
