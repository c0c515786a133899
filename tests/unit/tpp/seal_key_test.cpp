// SPDX-License-Identifier: Apache-2.0
#include "tpp/seal_key.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "domain/profile.hpp"
#include "house_of_tpps.hpp"
#include "tpp/signature.hpp"

namespace guichet::tpp {
namespace {

constexpr Code accepted = Code::count_;

std::string in_capitals(std::string text) {
  for (char& letter : text)
    if (letter >= 'a' && letter <= 'f') letter = static_cast<char>(letter - 'a' + 'A');
  return text;
}
std::string with_colons(const std::string& hex) {
  std::string text;
  for (std::size_t at = 0; at < hex.size(); at += 2) text += (at ? ":" : "") + hex.substr(at, 2);
  return text;
}

class KeyIds : public testing::Test {
 protected:
  void admit(EnrolledTpp tpp) {
    const auto outcome = tpps_.admit(std::move(tpp));
    ASSERT_TRUE(outcome) << outcome.error().said;
  }
  /// What becomes of `key_id` in a request of TPP A's.
  Code code_of(const std::string& key_id, const Profile& profile = compatible_profile,
               const message::Request& request = test::get_accounts()) {
    const auto caller = tpps_.by_client_id(test::oid_a);
    const auto named = seals_of(key_id, request, *caller, tpps_, profile);
    if (!named) {
      EXPECT_LE(named.error().said.size(), 115U) << named.error().said;
      return named.error().code;
    }
    EXPECT_FALSE(named->seals.empty());
    return accepted;
  }

  TppRegister tpps_;
  const std::string hex_a_ = test::fingerprint(test::seal_a());
  const std::string hex_b_ = test::fingerprint(test::seal_b());
};

TEST_F(KeyIds, end_with_the_fingerprint_after_the_last_underscore) {
  admit(test::enrolled(test::oid_a, {test::seal_a()}));
  for (const std::string& key_id :
       {"https://x/c_" + hex_a_, "_" + hex_a_, "a_b_" + hex_a_, "https://x/c_" + hex_a_ + ".pem",
        "c_" + hex_a_ + ".crt", "c_" + in_capitals(hex_a_) + ".PEM", "c_" + with_colons(hex_a_)}) {
    EXPECT_EQ(code_of(key_id), accepted) << key_id;
    EXPECT_EQ(code_of(key_id, strict_profile), accepted) << key_id;
  }
}

TEST_F(KeyIds, rows_71_and_72_that_name_nothing_are_unknown) {
  admit(test::enrolled(test::oid_a, {test::seal_a()}));
  for (const std::string& key_id :
       {std::string(), std::string("k"), hex_a_, "c_" + hex_a_ + "0", "c_" + hex_a_.substr(1),
        "c_" + hex_a_ + ".txt", "c_" + hex_a_ + "_", "c_" + std::string(64, '0'),
        std::string("http://169.254.169.254/latest/meta-data"), std::string("file:///etc/passwd"),
        std::string("a\"b"), std::string("a\r\nb"), std::string(10'240, 'x'),
        "c_" + std::string(10'240, 'a')})
    EXPECT_EQ(code_of(key_id), Code::sig_key_unknown) << key_id.substr(0, 80);
}

TEST_F(KeyIds, row_73_sha_1_is_for_the_compatible_profile) {
  admit(test::enrolled(test::oid_a, {test::seal_a()}));
  const std::string key_id = "https://x/c_" + crypto::sha1_hex(test::seal_a());
  EXPECT_EQ(code_of(key_id), accepted);
  EXPECT_EQ(code_of(key_id, strict_profile), Code::sig_key_unknown);
}

TEST_F(KeyIds, row_70_of_another_tpp_are_foreign) {
  admit(test::enrolled(test::oid_a, {test::seal_a()}));
  EnrolledTpp other = test::enrolled(test::oid_b, {test::seal_b()});
  other.key_ids = {"https://b.example/key"};
  admit(other);
  EXPECT_EQ(code_of("c_" + hex_b_), Code::sig_key_foreign);
  EXPECT_EQ(code_of("https://b.example/key"), Code::sig_key_foreign);
  EXPECT_EQ(code_of(std::string(test::oid_b)), Code::sig_key_foreign);
}

TEST_F(KeyIds, row_70_truly_signed_by_the_other_are_foreign_still) {
  admit(test::enrolled(test::oid_a, {test::seal_a()}));
  admit(test::enrolled(test::oid_b, {test::seal_b()}));
  message::Request request = test::get_accounts();
  const auto text = signing_string(request, {"(request-target)", "x-request-id"});
  request.headers.add("Signature", "keyId=\"" + test::key_id_of(test::seal_b()) +
                                       "\",headers=\"(request-target) x-request-id\",signature=\"" +
                                       crypto::base64(test::key_b().sign_rsa_sha256(*text)) + '"');
  const auto a = tpps_.by_client_id(test::oid_a);
  const auto b = tpps_.by_client_id(test::oid_b);
  EXPECT_EQ(verify_seal(request, *a, tpps_, compatible_profile, test::now, test::standing_well)
                .error()
                .code,
            Code::sig_key_foreign);
  EXPECT_TRUE(verify_seal(request, *b, tpps_, compatible_profile, test::now, test::standing_well));
}

TEST_F(KeyIds, row_75_naming_the_qwac_are_of_the_wrong_type) {
  admit(test::enrolled(test::oid_a, {test::seal_a()}));
  message::Request request = test::get_accounts();
  const std::string qwac = test::authority().issue(test::qwac_order(), test::key_a().spki());
  request.certificate = std::make_shared<message::ClientCertificate>(
      message::ClientCertificate{.chain_der = {qwac}, .thumbprint = test::fingerprint(qwac)});
  EXPECT_EQ(code_of(test::key_id_of(qwac), compatible_profile, request), Code::sig_key_type);
}

TEST_F(KeyIds, row_75_naming_a_qwac_that_was_enrolled_as_a_seal_are_of_the_wrong_type) {
  const std::string qwac = test::authority().issue(test::qwac_order(), test::key_a().spki());
  admit(test::enrolled(test::oid_a, {qwac}));
  message::Request request = test::get_accounts();
  request.headers.add("Signature",
                      "keyId=\"" + test::key_id_of(qwac) +
                          "\",headers=\"(request-target) x-request-id\",signature=\"c2VhbA==\"");
  const auto caller = tpps_.by_client_id(test::oid_a);
  EXPECT_EQ(verify_seal(request, *caller, tpps_, compatible_profile, test::now, test::standing_well)
                .error()
                .code,
            Code::sig_key_type);
}

TEST_F(KeyIds, declared_at_enrolment_are_taken_letter_by_letter) {
  EnrolledTpp tpp = test::enrolled(test::oid_a, {test::seal_a()});
  tpp.key_ids = {"https://a.example/26:c7:b8.pem"};
  admit(tpp);
  EXPECT_EQ(code_of(tpp.key_ids.front()), accepted);
  EXPECT_EQ(code_of(tpp.key_ids.front(), strict_profile), accepted);
  EXPECT_EQ(code_of("https://A.example/26:c7:b8.pem"), Code::sig_key_unknown);
}

TEST_F(KeyIds, that_are_the_client_id_need_exactly_one_seal_and_the_compatible_profile) {
  admit(test::enrolled(test::oid_a, {test::seal_a()}));
  EXPECT_EQ(code_of(std::string(test::oid_a)), accepted);
  EXPECT_EQ(code_of(std::string(test::oid_a), strict_profile), Code::sig_key_unknown);
  const std::string second = test::seal_of(test::seal_order(), test::key_b());
  admit(test::enrolled(test::oid_a, {test::seal_a(), second}));
  EXPECT_EQ(code_of(std::string(test::oid_a)), Code::sig_key_unknown);
  EXPECT_EQ(code_of("c_" + test::fingerprint(second)), accepted);
}

TEST_F(KeyIds, declared_ones_stand_for_all_seals_while_they_are_exchanged) {
  crypto::CertificateOrder ended = test::seal_order();
  ended.not_after = test::now - std::chrono::seconds{1};
  EnrolledTpp tpp =
      test::enrolled(test::oid_a, {test::seal_of(ended, test::key_b()), test::seal_a()});
  tpp.key_ids = {"our-key"};
  admit(tpp);
  message::Request request = test::get_accounts();
  const auto text = signing_string(request, {"(request-target)", "x-request-id"});
  const auto code_signed_by = [&](const crypto::PrivateKey& key) {
    const auto signed_request = test::with_header(
        request, "Signature",
        "keyId=\"our-key\",headers=\"(request-target) x-request-id\",signature=\"" +
            crypto::base64(key.sign_rsa_sha256(*text)) + '"');
    const auto caller = tpps_.by_client_id(test::oid_a);
    const auto outcome = verify_seal(signed_request, *caller, tpps_, compatible_profile, test::now,
                                     test::standing_well);
    return outcome ? accepted : outcome.error().code;
  };
  EXPECT_EQ(code_signed_by(test::key_a()), accepted);
  EXPECT_EQ(code_signed_by(test::key_b()), Code::sig_invalid);
}

TEST_F(KeyIds, of_the_same_organizations_other_client_id_are_its_own) {
  admit(test::enrolled(test::oid_a, {test::seal_a()}));
  EnrolledTpp second =
      test::enrolled(test::oid_a, {test::seal_of(test::seal_order(), test::key_b())});
  second.client_id = "second-app";
  admit(second);
  EXPECT_EQ(code_of("c_" + test::fingerprint(second.seals[0])), accepted);
  EXPECT_EQ(code_of("second-app"), Code::sig_key_unknown);
}

TEST_F(KeyIds, of_a_tpp_without_seals_are_unknown) {
  admit(test::enrolled(test::oid_a, {}));
  EXPECT_EQ(code_of("c_" + hex_a_), Code::sig_key_unknown);
  EXPECT_EQ(code_of(std::string(test::oid_a)), Code::sig_key_unknown);
}

}  // namespace
}  // namespace guichet::tpp
