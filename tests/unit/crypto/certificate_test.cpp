// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "crypto/issue.hpp"
#include "crypto/x509.hpp"
#include "test_keys.hpp"

namespace guichet::crypto {
namespace {

using test::morning;

std::string self_signed(const CertificateOrder& order) {
  return issue_certificate(order, test::ec_p256().spki(), test::ec_p256(), {});
}

TEST(Certificate, says_what_was_ordered) {
  CertificateOrder order = test::order("www.tpp.example");
  order.organization = "TPP de test";
  order.country = "FR";
  order.organization_identifier = "PSDFR-ACPR-13807";
  order.key_usage = "digitalSignature";
  order.extended_key_usage = "serverAuth,clientAuth";
  order.dns_names = {"www.tpp.example", "a,DNS:b"};
  order.ip_addresses = {"127.0.0.1", "::1"};
  order.qc_statements_der = "\x30\x03\x0c\x01z";
  const auto certificate = read_certificate(self_signed(order));
  ASSERT_TRUE(certificate);
  EXPECT_EQ(certificate->common_name, "www.tpp.example");
  EXPECT_EQ(certificate->not_before, order.not_before);
  EXPECT_EQ(certificate->not_after, order.not_after);
  ASSERT_EQ(certificate->organization_identifiers.size(), 1U);
  EXPECT_EQ(certificate->organization_identifiers[0].bytes, "PSDFR-ACPR-13807");
  EXPECT_EQ(certificate->organization_identifiers[0].kind, TextKind::utf8);
  EXPECT_EQ(certificate->key_usage, 0x80U);
  EXPECT_TRUE(certificate->may_sign_tls());
  EXPECT_EQ(certificate->extended_key_usage,
            (std::vector<std::string>{"1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"}));
  EXPECT_EQ(certificate->dns_names, order.dns_names);
  EXPECT_EQ(certificate->qc_statements, order.qc_statements_der);
  EXPECT_EQ(certificate->spki, test::ec_p256().spki());
  EXPECT_FALSE(certificate->signed_with_sha1_or_worse);
  EXPECT_EQ(certificate->sha256_hex, hex(sha256(certificate->der)));
  EXPECT_EQ(certificate->sha1_hex, sha1_hex(certificate->der));
  EXPECT_TRUE(certificate->subject.contains("CN=www.tpp.example")) << certificate->subject;
}

TEST(Certificate, says_nothing_where_nothing_was_ordered) {
  const auto certificate = read_certificate(self_signed(test::order("bare")));
  ASSERT_TRUE(certificate);
  EXPECT_TRUE(certificate->organization_identifiers.empty());
  EXPECT_FALSE(certificate->qc_statements);
  EXPECT_FALSE(certificate->extended_key_usage);
  EXPECT_FALSE(certificate->key_usage);
  EXPECT_TRUE(certificate->may_sign_tls());
}

TEST(Certificate, keeps_the_kind_of_each_identifier) {
  CertificateOrder order = test::order("kinds");
  order.organization_identifier = "first";
  order.more_organization_identifiers = {{TextKind::printable, "second"},
                                         {TextKind::other, "third"}};
  const auto certificate = read_certificate(self_signed(order));
  ASSERT_TRUE(certificate);
  ASSERT_EQ(certificate->organization_identifiers.size(), 3U);
  EXPECT_EQ(certificate->organization_identifiers[1].kind, TextKind::printable);
  EXPECT_EQ(certificate->organization_identifiers[2].kind, TextKind::other);
  EXPECT_EQ(certificate->organization_identifiers[2].bytes, "third");
}

TEST(Certificate, has_a_new_serial_each_time) {
  const auto first = read_certificate(self_signed(test::order("same")));
  const auto second = read_certificate(self_signed(test::order("same")));
  EXPECT_NE(first->serial_hex, second->serial_hex);
  EXPECT_GE(first->serial_hex.size(), 24U);
}

TEST(Certificate, one_that_signs_nothing_but_contracts_may_not_sign_tls) {
  CertificateOrder order = test::order("seal");
  order.key_usage = "nonRepudiation";
  const auto certificate = read_certificate(self_signed(order));
  EXPECT_EQ(certificate->key_usage, 0x40U);
  EXPECT_FALSE(certificate->may_sign_tls());
}

TEST(Certificate, years_after_2050_are_read) {
  CertificateOrder order = test::order("long");
  order.not_after = morning + std::chrono::days{365 * 100};
  EXPECT_EQ(read_certificate(self_signed(order))->not_after, order.not_after);
}

TEST(Certificate, cut_off_at_any_byte_or_followed_by_one_it_is_refused) {
  const std::string der = self_signed(test::order("whole"));
  for (std::size_t length = 0; length < der.size(); ++length) {
    const auto certificate = read_certificate(der.substr(0, length));
    ASSERT_FALSE(certificate) << length;
    EXPECT_EQ(certificate.error().code, Code::cert_untrusted);
  }
  EXPECT_FALSE(read_certificate(der + '\0'));
}

TEST(Certificate, any_byte_changed_crashes_nothing) {
  const std::string der = self_signed(test::order("whole"));
  for (std::size_t at = 0; at < der.size(); ++at) {
    std::string changed = der;
    changed[at] = static_cast<char>(changed[at] ^ 0x55);
    static_cast<void>(read_certificate(changed));
  }
}

TEST(Pem, gives_every_certificate_in_order) {
  const std::string first = self_signed(test::order("first"));
  const std::string second = self_signed(test::order("second"));
  const auto both = der_of_pem("a remark\n" + pem_of_der(first) + "\n" + pem_of_der(second));
  ASSERT_TRUE(both);
  EXPECT_EQ(*both, (std::vector<std::string>{first, second}));
}

TEST(Pem, without_a_certificate_or_with_a_broken_one_is_refused) {
  const std::string good = pem_of_der(self_signed(test::order("good")));
  std::string broken = good;
  broken.replace(40, 4, "!!!!");
  for (const std::string& pem : {std::string(), std::string("text"), good + broken,
                                 good.substr(0, 200), good + good.substr(0, 200)})
    EXPECT_FALSE(der_of_pem(pem));
}

TEST(Issue, an_order_that_cannot_be_written_is_an_exception) {
  CertificateOrder order = test::order("odd");
  order.extended_key_usage = "noSuchUsage";
  EXPECT_THROW(self_signed(order), std::runtime_error);
  order = test::order("odd");
  order.ip_addresses = {"127.0.0.0.1"};
  EXPECT_THROW(self_signed(order), std::runtime_error);
}

}  // namespace
}  // namespace guichet::crypto
