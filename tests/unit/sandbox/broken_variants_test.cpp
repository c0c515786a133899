// SPDX-License-Identifier: Apache-2.0
#include "sandbox/broken_variants.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

#include "crypto/x509.hpp"
#include "message/request.hpp"
#include "tpp/certificate.hpp"
#include "tpp/tpp_register.hpp"

namespace guichet::sandbox {
namespace {

namespace fs = std::filesystem;

/// 22 March 2027, 09:00:00 UTC.
constexpr Instant now{std::chrono::seconds{1'805'706'000}};
constexpr std::string_view oid = "PSDFR-ACPR-13807";

class BrokenVariants : public testing::Test {
 protected:
  BrokenVariants()
      : directory_(fs::path(testing::TempDir()) /
                   (std::string("guichet-variants-") +
                    testing::UnitTest::GetInstance()->current_test_info()->name())),
        authority_(directory_) {
    fs::remove_all(directory_);
    EXPECT_TRUE(authority_.ensure_authority(now));
  }
  ~BrokenVariants() override { fs::remove_all(directory_); }

  std::vector<std::string> issue(const BrokenVariant& variant) {
    IssueOptions options = IssueOptions::valid_from(now);
    options.spoil = variant.spoil;
    const auto pair = authority_.issue(oid, {TppRole::account_information}, variant.kind, options);
    EXPECT_TRUE(pair) << variant.name << ": " << pair.error().detail;
    return crypto::der_of_pem(pair->certificate_pem).value();
  }
  std::vector<std::string> issue(std::string_view name) {
    const BrokenVariant* variant = find_broken_variant(name);
    EXPECT_NE(variant, nullptr) << name;
    return issue(*variant);
  }
  crypto::Certificate leaf(std::string_view name) {
    return crypto::read_certificate(issue(name).front()).value();
  }

  /// Code::count_ for a certificate that is taken.
  Code verdict_on(const std::vector<std::string>& chain) {
    const message::ClientCertificate presented{
        .chain_der = chain, .thumbprint = crypto::hex(crypto::sha256(chain.front()))};
    tpp::Trust trust{crypto::TrustStore({authority_.authority_der()})};
    tpp::QwacJudge judge{trust};
    const auto recognised = judge.judge(&presented, now);
    return recognised ? Code::count_ : recognised.error().code;
  }

  fs::path directory_;
  TestAuthority authority_;
};

TEST_F(BrokenVariants, have_a_name_of_their_own_and_words_that_fit_a_table) {
  std::set<std::string_view> names;
  for (const BrokenVariant& variant : broken_variants()) {
    EXPECT_TRUE(names.insert(variant.name).second) << variant.name;
    EXPECT_TRUE(std::ranges::all_of(variant.name, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    })) << variant.name;
    EXPECT_FALSE(variant.wrong.empty()) << variant.name;
    EXPECT_EQ(find_broken_variant(variant.name), &variant);
  }
  EXPECT_EQ(find_broken_variant("no-such-variant"), nullptr);
  EXPECT_TRUE(std::ranges::is_sorted(broken_variants(), {}, &BrokenVariant::row));
}

TEST_F(BrokenVariants, promise_an_answer_unless_the_handshake_ends) {
  for (const BrokenVariant& variant : broken_variants()) {
    const bool is_answered =
        variant.meeting != Meeting::cut_off && variant.meeting != Meeting::served;
    EXPECT_EQ(variant.code != Code::count_, is_answered) << variant.name;
    EXPECT_EQ(status_of(variant) != 0, variant.meeting != Meeting::cut_off) << variant.name;
  }
}

TEST_F(BrokenVariants, of_qwacs_are_met_by_our_own_judge_as_the_table_says) {
  // A role that is missing and a TPP that is unknown are for those who ask the judge.
  const auto is_judged = [](const BrokenVariant& variant) {
    return variant.kind == CertificateKind::qwac && variant.code != Code::role_missing &&
           variant.code != Code::tpp_unknown && variant.meeting != Meeting::cut_off;
  };
  for (const BrokenVariant& variant : broken_variants()) {
    if (!is_judged(variant)) continue;
    EXPECT_EQ(verdict_on(issue(variant)), variant.code) << variant.name;
  }
}

TEST_F(BrokenVariants, that_end_the_handshake_are_not_taken_by_our_judge_either) {
  for (const BrokenVariant& variant : broken_variants()) {
    if (variant.meeting != Meeting::cut_off) continue;
    EXPECT_NE(verdict_on(issue(variant)), Code::count_) << variant.name;
  }
}

TEST_F(BrokenVariants, of_an_impostor_name_the_authority_and_are_not_signed_by_it) {
  const auto authority = crypto::read_certificate(authority_.authority_der()).value();
  EXPECT_EQ(leaf("self-signed").subject, authority.subject);
  EXPECT_NE(leaf("self-signed").spki, authority.spki);
  EXPECT_TRUE(leaf("impersonated").der.contains("Guichet test authority"));
  EXPECT_FALSE(leaf("untrusted").der.contains("Guichet test authority"));
}

TEST_F(BrokenVariants, of_the_identifier_keep_it_in_sight_and_out_of_the_grammar) {
  for (const char* name : {"oid-lower-case", "oid-trailing-space", "oid-unicode-hyphen",
                           "oid-full-width", "oid-t61", "oid-bmp"}) {
    const auto identifiers = leaf(name).organization_identifiers;
    ASSERT_EQ(identifiers.size(), 1U) << name;
    const bool is_text = identifiers[0].kind != crypto::TextKind::other;
    EXPECT_FALSE(is_text && is_organization_identifier(identifiers[0].bytes)) << name;
  }
  EXPECT_EQ(leaf("oid-full-width").organization_identifiers[0].bytes, "PSDFR-ACPR-１３８０７");
  EXPECT_EQ(leaf("oid-unicode-hyphen").organization_identifiers[0].bytes, "PSDFR‐ACPR‐13807");
  EXPECT_EQ(leaf("oid-bmp").organization_identifiers[0].bytes.substr(0, 4),
            std::string("\0P\0S", 4));
  EXPECT_TRUE(leaf("oid-in-common-name").organization_identifiers.empty());
  EXPECT_EQ(leaf("oid-in-common-name").common_name, oid);
  EXPECT_TRUE(leaf("oid-in-organization").organization_identifiers.empty());
}

TEST_F(BrokenVariants, of_the_chain_carry_what_stands_above_the_leaf) {
  EXPECT_EQ(issue("chain-20").size(), 21U);
  EXPECT_EQ(issue("chain-loop").size(), 3U);
  std::size_t bytes = 0;
  const auto huge = issue("huge-list");
  for (const std::string& der : huge) bytes += der.size();
  EXPECT_GT(bytes, 200U * 1024U);
  EXPECT_LE(huge.size(), 10U);
}

TEST_F(BrokenVariants, of_a_long_chain_lead_to_the_authority_from_as_far_as_we_look) {
  const auto chain = issue("chain-20");
  const std::vector<std::string> end(chain.end() - 5, chain.end());
  EXPECT_TRUE(crypto::TrustStore({authority_.authority_der()}).verify(end, now));
}

TEST_F(BrokenVariants, of_the_loop_name_each_other_as_their_issuers) {
  const auto chain = issue("chain-loop");
  for (const std::size_t i : {1U, 2U})
    for (const char* name : {"Intermediate 0", "Intermediate 1"})
      EXPECT_TRUE(chain[i].contains(name)) << i << name;
  EXPECT_TRUE(chain[0].contains("Intermediate 0"));
}

TEST_F(BrokenVariants, of_seals_differ_from_a_good_one_in_one_thing) {
  EXPECT_EQ(leaf("rsa-1024-seal").key.bits(), 1024);
  EXPECT_LT(leaf("expired-seal").not_after, now);
  const auto types = [](const crypto::Certificate& certificate) {
    return tpp::read_qc_types(certificate.qc_statements.value());
  };
  EXPECT_TRUE(types(leaf("web-type-seal")).web);
  EXPECT_FALSE(types(leaf("web-type-seal")).seal);
  EXPECT_TRUE(types(leaf("expired-seal")).seal);
  EXPECT_EQ(leaf("web-type-seal").key_usage, leaf("expired-seal").key_usage);
}

TEST_F(BrokenVariants, of_a_very_long_statement_can_be_written_and_read_back) {
  const auto certificate = leaf("psd2-1-mib");
  EXPECT_GT(certificate.der.size(), 1024U * 1024U);
  EXPECT_EQ(tpp::read_qc_statements(*certificate.qc_statements).error().code, Code::cert_no_psd2);
}

}  // namespace
}  // namespace guichet::sandbox
