// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <chrono>

#include "crypto/issue.hpp"
#include "crypto/ocsp.hpp"
#include "crypto/revocation_list.hpp"
#include "crypto/x509.hpp"

namespace guichet::crypto {
namespace {

using std::chrono::days;
using std::chrono::hours;

/// 22 March 2027, 09:00:00 UTC.
constexpr Instant now{std::chrono::seconds{1'805'706'000}};

struct Issuer {
  explicit Issuer(std::string name) {
    CertificateOrder order;
    order.common_name = std::move(name);
    order.not_before = now - days{400};
    order.not_after = now + days{400};
    order.is_authority = true;
    order.key_usage = "keyCertSign,cRLSign";
    der = issue_certificate(order, key.spki(), key, {});
  }

  IssuedCertificate issue() const {
    CertificateOrder order;
    order.common_name = "holder";
    order.not_before = now - days{1};
    order.not_after = now + days{300};
    const std::string leaf = issue_certificate(order, PrivateKey::new_ec_p256().spki(), key, der);
    return TrustStore({der}).path({leaf}, now).value().issued.front();
  }

  std::string list(const RevocationListOrder& order) const {
    return issue_revocation_list(order, key, der);
  }

  PrivateKey key = PrivateKey::new_ec_p256();
  std::string der;
};

const Issuer& first() {
  static const Issuer issuer("Authority");
  return issuer;
}

/// Of the same name, with another key.
const Issuer& namesake() {
  static const Issuer issuer("Authority");
  return issuer;
}

RevocationListOrder order_of(const std::string& serial, std::int64_t number = 7) {
  RevocationListOrder order;
  order.this_update = now - hours{1};
  order.next_update = now + days{7};
  order.number = number;
  if (!serial.empty()) order.revoked.push_back({serial, now - hours{2}});
  return order;
}

Outcome<RevocationList> read_by_first(const std::string& bytes) {
  const std::array issuers{first().der};
  return read_revocation_list(bytes, issuers);
}

OcspOrder answer_order(bool revoked) {
  OcspOrder order;
  order.revoked_at = [revoked](const std::string&) {
    return revoked ? std::optional(now - hours{2}) : std::nullopt;
  };
  order.this_update = now;
  order.next_update = now + hours{1};
  return order;
}

Outcome<OcspAnswer> asked(const Issuer& responder, const IssuedCertificate& about, bool revoked,
                          Instant at = now) {
  const std::string answer =
      answer_ocsp(ocsp_request(about), answer_order(revoked), responder.key, responder.der);
  return read_ocsp_answer(answer, about, at);
}

TEST(RevocationList, names_its_issuer_its_dates_and_whom_it_revokes) {
  const IssuedCertificate bad = first().issue();
  const IssuedCertificate good = first().issue();
  const auto list = read_by_first(first().list(order_of(bad.serial_hex)));
  ASSERT_TRUE(list) << list.error().detail;
  EXPECT_EQ(list->issuer, bad.issuer);
  EXPECT_EQ(list->this_update, now - hours{1});
  EXPECT_EQ(list->next_update, now + days{7});
  EXPECT_EQ(list->number, "7");
  EXPECT_TRUE(list->serials.contains(bad.serial_hex));
  EXPECT_FALSE(list->serials.contains(good.serial_hex));
}

TEST(RevocationList, of_nobody_is_a_list_too) {
  const auto list = read_by_first(first().list(order_of("")));
  ASSERT_TRUE(list) << list.error().detail;
  EXPECT_TRUE(list->serials.empty());
}

TEST(RevocationList, of_an_authority_with_the_same_name_and_another_key_is_refused) {
  EXPECT_EQ(read_by_first(namesake().list(order_of(""))).error().code, Code::cert_status);
}

TEST(RevocationList, with_one_byte_changed_is_refused) {
  const std::string pem = first().list(order_of(first().issue().serial_hex));
  std::size_t accepted = 0;
  for (std::size_t i = 0; i < pem.size(); i += 7) {
    std::string changed = pem;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    const auto list = read_by_first(changed);
    if (list && changed != pem) accepted += list->serials.size() != 1;
  }
  EXPECT_EQ(accepted, 0U);
  EXPECT_FALSE(read_by_first(""));
  EXPECT_FALSE(read_by_first("-----BEGIN X509 CRL-----"));
}

TEST(RevocationList, is_newer_by_its_number_and_not_by_its_date) {
  const auto of = [](std::int64_t number, Instant at) {
    RevocationListOrder order = order_of("", number);
    order.this_update = at;
    return read_by_first(first().list(order)).value();
  };
  EXPECT_TRUE(of(256, now - days{2}).is_newer_than(of(255, now)));
  EXPECT_FALSE(of(255, now).is_newer_than(of(256, now - days{2})));
  EXPECT_FALSE(of(9, now).is_newer_than(of(9, now)));
}

TEST(Ocsp, says_whether_a_certificate_is_revoked) {
  const IssuedCertificate certificate = first().issue();
  const auto good = asked(first(), certificate, false);
  ASSERT_TRUE(good) << good.error().detail;
  EXPECT_EQ(good->status, OcspStatus::good);
  EXPECT_EQ(good->next_update, now + hours{1});
  EXPECT_EQ(asked(first(), certificate, true)->status, OcspStatus::revoked);
}

TEST(Ocsp, an_answer_that_the_issuer_did_not_sign_is_refused) {
  EXPECT_EQ(asked(namesake(), first().issue(), false).error().code, Code::cert_status);
}

TEST(Ocsp, an_answer_about_another_certificate_is_refused) {
  const IssuedCertificate asked_about = first().issue();
  const IssuedCertificate other = first().issue();
  const std::string answer =
      answer_ocsp(ocsp_request(other), answer_order(false), first().key, first().der);
  EXPECT_EQ(read_ocsp_answer(answer, asked_about, now).error().code, Code::cert_status);
}

TEST(Ocsp, an_answer_counts_in_its_time_only) {
  const IssuedCertificate certificate = first().issue();
  EXPECT_TRUE(asked(first(), certificate, false, now + hours{1}));
  EXPECT_FALSE(asked(first(), certificate, false, now + hours{2}));
  EXPECT_FALSE(asked(first(), certificate, false, now - hours{1}));
}

TEST(Ocsp, what_is_no_request_gets_the_answer_that_it_is_malformed) {
  const std::string answer = answer_ocsp("hello", answer_order(false), first().key, first().der);
  const auto read = read_ocsp_answer(answer, first().issue(), now);
  ASSERT_FALSE(read);
  EXPECT_TRUE(read.error().detail.contains("malformedrequest")) << read.error().detail;
}

TEST(Ocsp, an_answer_with_one_byte_changed_never_says_another_thing) {
  const IssuedCertificate certificate = first().issue();
  const std::string answer =
      answer_ocsp(ocsp_request(certificate), answer_order(true), first().key, first().der);
  for (std::size_t i = 0; i < answer.size(); ++i) {
    std::string changed = answer;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto read = read_ocsp_answer(changed, certificate, now);
    EXPECT_TRUE(!read || read->status == OcspStatus::revoked) << "byte " << i;
  }
}

}  // namespace
}  // namespace guichet::crypto
