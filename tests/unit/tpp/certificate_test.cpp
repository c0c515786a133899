// SPDX-License-Identifier: Apache-2.0
#include "tpp/certificate.hpp"

#include <gtest/gtest.h>

#include "crypto/der.hpp"
#include "house_of_tpps.hpp"

namespace guichet::tpp {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using test::now;

message::ClientCertificate presented(const std::string& der) {
  return {.chain_der = {der}, .thumbprint = test::fingerprint(der)};
}

/// The word of a new judge who trusts the tests' authority.
Outcome<std::shared_ptr<const RecognisedTpp>> verdict_on(const crypto::CertificateOrder& order) {
  Trust trust(crypto::TrustStore({test::authority().der}));
  QwacJudge judge(trust);
  const auto certificate = presented(test::authority().issue(order, test::key_a().spki()));
  return judge.judge(&certificate, now);
}
Code code_of(const Outcome<std::shared_ptr<const RecognisedTpp>>& outcome) {
  return outcome ? Code::count_ : outcome.error().code;
}
constexpr Code accepted = Code::count_;

TEST(QwacJudge, recognises_the_holder_of_a_good_qwac) {
  const std::string der = test::authority().issue(test::qwac_order(), test::key_a().spki());
  const auto certificate = presented(der);
  Trust trust(crypto::TrustStore({test::authority().der}));
  QwacJudge judge(trust);
  const auto tpp = judge.judge(&certificate, now);
  ASSERT_TRUE(tpp) << tpp.error().said;
  EXPECT_EQ((*tpp)->oid, test::oid_a);
  EXPECT_EQ((*tpp)->roles, std::set{TppRole::account_information});
  EXPECT_EQ((*tpp)->thumbprint, test::fingerprint(der));
}

TEST(QwacJudge, row_1_asks_for_a_certificate) {
  Trust trust(crypto::TrustStore({test::authority().der}));
  QwacJudge judge(trust);
  EXPECT_EQ(code_of(judge.judge(nullptr, now)), Code::cert_required);
  const message::ClientCertificate empty;
  EXPECT_EQ(code_of(judge.judge(&empty, now)), Code::cert_required);
}

TEST(QwacJudge, rows_2_3_11_and_12_judges_the_dates_anew_at_each_call) {
  const crypto::CertificateOrder order = test::qwac_order();
  const auto certificate = presented(test::authority().issue(order, test::key_a().spki()));
  Trust trust(crypto::TrustStore({test::authority().der}));
  QwacJudge judge(trust);
  EXPECT_EQ(code_of(judge.judge(&certificate, order.not_before - std::chrono::seconds{1})),
            Code::cert_not_yet_valid);
  EXPECT_EQ(code_of(judge.judge(&certificate, now)), accepted);
  EXPECT_EQ(code_of(judge.judge(&certificate, order.not_after)), accepted);
  EXPECT_EQ(code_of(judge.judge(&certificate, order.not_after + milliseconds{1})),
            Code::cert_expired);
  EXPECT_EQ(code_of(judge.judge(&certificate, now)), accepted);
}

TEST(QwacJudge, rows_4_and_5_does_not_trust_other_authorities_or_the_self_signed) {
  const test::Authority foreign;
  const auto stranger = presented(foreign.issue(test::qwac_order(), test::key_a().spki()));
  const auto alone = presented(
      crypto::issue_certificate(test::qwac_order(), test::key_a().spki(), test::key_a(), {}));
  Trust trust(crypto::TrustStore({test::authority().der}));
  QwacJudge judge(trust);
  EXPECT_EQ(code_of(judge.judge(&stranger, now)), Code::cert_untrusted);
  EXPECT_EQ(code_of(judge.judge(&alone, now)), Code::cert_untrusted);
}

TEST(QwacJudge, a_refusal_for_a_missing_intermediate_is_not_held_against_the_certificate) {
  const crypto::PrivateKey middle_key = crypto::PrivateKey::new_ec_p256();
  crypto::CertificateOrder middle_order;
  middle_order.common_name = "Middle";
  middle_order.not_before = now - days{1};
  middle_order.not_after = now + days{1};
  middle_order.is_authority = true;
  middle_order.key_usage = "keyCertSign";
  const std::string middle = test::authority().issue(middle_order, middle_key.spki());
  auto certificate = presented(
      crypto::issue_certificate(test::qwac_order(), test::key_a().spki(), middle_key, middle));
  Trust trust(crypto::TrustStore({test::authority().der}));
  QwacJudge judge(trust);
  EXPECT_EQ(code_of(judge.judge(&certificate, now)), Code::cert_untrusted);
  certificate.chain_der.push_back(middle);
  EXPECT_EQ(code_of(judge.judge(&certificate, now)), accepted);
}

TEST(QwacJudge, rows_16_and_18_takes_server_auth_alone_and_no_extended_key_usage) {
  for (const char* usage : {"serverAuth", "clientAuth", "serverAuth,emailProtection", ""}) {
    crypto::CertificateOrder order = test::qwac_order();
    order.extended_key_usage = usage;
    EXPECT_EQ(code_of(verdict_on(order)), accepted) << usage;
  }
}

TEST(QwacJudge, row_17_refuses_an_extended_key_usage_for_other_things) {
  for (const char* usage : {"codeSigning", "emailProtection,codeSigning", "anyExtendedKeyUsage"}) {
    crypto::CertificateOrder order = test::qwac_order();
    order.extended_key_usage = usage;
    EXPECT_EQ(code_of(verdict_on(order)), Code::cert_purpose) << usage;
  }
}

TEST(QwacJudge, row_19_refuses_a_seal_by_its_key_usage_and_by_its_type) {
  EXPECT_EQ(code_of(verdict_on(test::seal_order())), Code::cert_purpose);
  crypto::CertificateOrder order = test::seal_order();
  order.key_usage = "nonRepudiation,digitalSignature";
  EXPECT_EQ(code_of(verdict_on(order)), Code::cert_purpose);
  QcStatements without_psd2;
  without_psd2.type_seal = true;
  order.qc_statements_der = write_qc_statements(without_psd2);
  EXPECT_EQ(code_of(verdict_on(order)), Code::cert_purpose);
}

TEST(QwacJudge, row_21_refuses_a_certificate_without_a_psd2_statement) {
  crypto::CertificateOrder order = test::qwac_order();
  order.qc_statements_der.clear();
  EXPECT_EQ(code_of(verdict_on(order)), Code::cert_no_psd2);
  QcStatements web_only;
  web_only.type_web = true;
  order.qc_statements_der = write_qc_statements(web_only);
  EXPECT_EQ(code_of(verdict_on(order)), Code::cert_no_psd2);
  order.qc_statements_der = "junk";
  EXPECT_EQ(code_of(verdict_on(order)), Code::cert_no_psd2);
}

TEST(QwacJudge, row_22_leaves_roles_to_the_caller) {
  crypto::CertificateOrder order = test::qwac_order();
  QcStatements payments = test::statements(true);
  payments.roles = {TppRole::payment_initiation};
  order.qc_statements_der = write_qc_statements(payments);
  const auto tpp = verdict_on(order);
  ASSERT_TRUE(tpp);
  EXPECT_EQ((*tpp)->roles, std::set{TppRole::payment_initiation});
}

TEST(QwacJudge, row_25_refuses_a_role_whose_oid_and_name_disagree) {
  crypto::CertificateOrder order = test::qwac_order();
  std::string& der = order.qc_statements_der;
  der.replace(der.find("PSP_AI"), 6, "PSP_PI");
  EXPECT_EQ(code_of(verdict_on(order)), Code::cert_ambiguous);
}

TEST(QwacJudge, row_27_refuses_identifiers_that_only_look_right) {
  for (const char* identifier : {"psdfr-acpr-13807", "PSDFR-ACPR-13807 ", " PSDFR-ACPR-13807",
                                 "PSDFR\xe2\x80\x90"
                                 "ACPR-13807",
                                 "PSDFR-ACPR-", "PSDFR-A-13807", "VATFR-13807"}) {
    EXPECT_EQ(code_of(verdict_on(test::qwac_order(identifier))), Code::cert_bad_oid) << identifier;
  }
}

TEST(QwacJudge, row_27_takes_utf8_and_printable_strings_only) {
  crypto::CertificateOrder order = test::qwac_order("");
  order.more_organization_identifiers = {{crypto::TextKind::printable, std::string(test::oid_a)}};
  EXPECT_EQ(code_of(verdict_on(order)), accepted);
  order.more_organization_identifiers[0].kind = crypto::TextKind::other;
  EXPECT_EQ(code_of(verdict_on(order)), Code::cert_bad_oid);
}

TEST(QwacJudge, row_30_looks_for_the_identifier_nowhere_else) {
  crypto::CertificateOrder order = test::qwac_order("");
  order.common_name = test::oid_a;
  order.organization = test::oid_a;
  EXPECT_EQ(code_of(verdict_on(order)), Code::cert_bad_oid);
}

TEST(QwacJudge, refuses_two_identifiers) {
  crypto::CertificateOrder order = test::qwac_order();
  order.more_organization_identifiers = {{crypto::TextKind::utf8, std::string(test::oid_b)}};
  EXPECT_EQ(code_of(verdict_on(order)), Code::cert_bad_oid);
}

TEST(QwacJudge, row_34_refuses_weak_keys_and_sha_1) {
  crypto::CertificateOrder order = test::qwac_order();
  order.signed_with_sha1 = true;
  EXPECT_EQ(code_of(verdict_on(order)), Code::cert_weak);
  Trust trust(crypto::TrustStore({test::authority().der}));
  QwacJudge judge(trust);
  const auto small = presented(
      test::authority().issue(test::qwac_order(), crypto::PrivateKey::new_rsa(1024).spki()));
  EXPECT_EQ(code_of(judge.judge(&small, now)), Code::cert_weak);
  EXPECT_EQ(code_of(judge.judge(&small, now)), Code::cert_weak);
}

TEST(QwacJudge, says_the_first_reason_in_order) {
  crypto::CertificateOrder order = test::seal_order("bad");
  order.signed_with_sha1 = true;
  order.not_after = now - milliseconds{1000};
  EXPECT_EQ(code_of(verdict_on(order)), Code::cert_expired);
  order.not_after = now + days{1};
  EXPECT_EQ(code_of(verdict_on(order)), Code::cert_weak);
  order.signed_with_sha1 = false;
  EXPECT_EQ(code_of(verdict_on(order)), Code::cert_purpose);
  order = test::qwac_order("bad");
  order.qc_statements_der.clear();
  EXPECT_EQ(code_of(verdict_on(order)), Code::cert_no_psd2);
}

TEST(QwacJudge, follows_an_authority_that_was_renewed_while_the_certificate_goes_on) {
  const crypto::PrivateKey key = crypto::PrivateKey::new_ec_p256();
  crypto::CertificateOrder first;
  first.common_name = "Renewed";
  first.is_authority = true;
  first.key_usage = "keyCertSign";
  first.not_before = now - days{10};
  first.not_after = now + days{10};
  crypto::CertificateOrder second = first;
  second.not_after = now + days{100};
  const std::string first_der = crypto::issue_certificate(first, key.spki(), key, {});
  const std::string second_der = crypto::issue_certificate(second, key.spki(), key, {});
  crypto::CertificateOrder order = test::qwac_order();
  order.not_after = now + days{50};
  const auto certificate =
      presented(crypto::issue_certificate(order, test::key_a().spki(), key, first_der));
  Trust trust(crypto::TrustStore({first_der, second_der}));
  QwacJudge judge(trust);
  EXPECT_EQ(code_of(judge.judge(&certificate, now)), accepted);
  EXPECT_EQ(code_of(judge.judge(&certificate, now + days{20})), accepted);
  EXPECT_EQ(code_of(judge.judge(&certificate, now + days{60})), Code::cert_expired);
}

}  // namespace
}  // namespace guichet::tpp
