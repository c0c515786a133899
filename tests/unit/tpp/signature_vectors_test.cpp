// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "crypto/base64.hpp"
#include "crypto/key.hpp"
#include "crypto/sha256.hpp"
#include "house_of_tpps.hpp"
#include "tpp/signature.hpp"

namespace guichet::tpp {
namespace {

/// The key "Test" of draft-cavage-http-signatures-12, appendix C: RSA of 1024 bits, good for
/// vectors only.
const crypto::PublicKey& key_of_the_draft() {
  static const crypto::PublicKey key =
      crypto::PublicKey::from_spki(
          crypto::base64_decoded("MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDCFENGw33yGihy92pDjZQhl0C3"
                                 "6rPJj+CvfSC8+q28hxA161QFNUd13wuCTUcq0Qd2qsBe/2hFyc2DCJJg0h1L78+6"
                                 "Z4UMR7EOcpfdUE9Hf3m/hs+FUR45uBJeDK1HSFHD8bHKD6kv8FPGfJTotc+2xjJw"
                                 "oYi+1hqp1fIekaxsyQIDAQAB")
              .value())
          .value();
  return key;
}

message::Request request_of_the_draft() {
  message::Request request;
  request.method = "POST";
  request.target = "/foo?param=value&pet=dog";
  request.body = R"({"hello": "world"})";
  request.headers.add("Host", "example.com");
  request.headers.add("Date", "Sun, 05 Jan 2014 21:31:40 GMT");
  request.headers.add("Content-Type", "application/json");
  request.headers.add("Digest", "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=");
  request.headers.add("Content-Length", "18");
  return request;
}

void expect_vector(const message::Request& request, const std::vector<std::string>& names,
                   std::size_t bytes, std::string_view hash, std::string_view signature) {
  const auto text = signing_string(request, names);
  ASSERT_TRUE(text) << text.error().said;
  EXPECT_EQ(text->size(), bytes);
  EXPECT_EQ(crypto::hex(crypto::sha256(*text)), hash);
  const auto decoded = crypto::base64_decoded(signature);
  ASSERT_TRUE(decoded);
  EXPECT_TRUE(key_of_the_draft().verify_rsa_sha256(*text, *decoded));
  EXPECT_EQ(key_of_the_draft().hash_signed_in(*decoded), crypto::sha256(*text));
}

TEST(SignatureVectors, c_1_date_alone) {
  expect_vector(
      request_of_the_draft(), {"date"}, 35,
      "910c5f7a3ccd3c5ca506f0251663326bd32fdfcd0ec7a143e450454757625a8e",
      "SjWJWbWN7i0wzBvtPl8rbASWz5xQW6mcJmn+ibttBqtifLN7Sazz6m79cNfwwb8DMJ5cou1s7uEGKKCs+FLEEaDV5"
      "lp7q25WqS+lavg7T8hc0GppauB6hbgEKTwblDHYGEtbGmtdHgVCk9SuS13F0hZ8FD0k/5OxEPXe5WozsbM=");
}

TEST(SignatureVectors, c_2_target_host_and_date) {
  expect_vector(
      request_of_the_draft(), {"(request-target)", "host", "date"}, 101,
      "f29e22e3a108abc999f5b0ed27cdb461ca30cdbd3057efa170af52c83dfc0ca6",
      "qdx+H7PHHDZgy4y/Ahn9Tny9V3GP6YgBPyUXMmoxWtLbHpUnXS2mg2+SbrQDMCJypxBLSPQR2aAjn7ndmw2iicw3"
      "HMbe8VfEdKFYRqzic+efkb3nndiv/x1xSHDJWeSWkx3ButlYSuBskLu6kd9Fswtemr3lgdDEmn04swr2Os0=");
}

TEST(SignatureVectors, c_3_all_headers_as_really_signed) {
  expect_vector(
      request_of_the_draft(),
      {"(request-target)", "host", "date", "content-type", "digest", "content-length"}, 212,
      "53cd4050ff72e3a6383091186168f3df4ca2e6b3a77cbed60a02ba00c9cd8078",
      "vSdrb+dS3EceC9bcwHSo4MlyKS59iFIrhgYkz8+oVLEEzmYZZvRs8rgOp+63LEM3v+MFHB32NfpB2bEKBIvB1q52"
      "LaEUHFv120V01IL+TAD48XaERZFukWgHoBTLMhYS2Gb51gWxpeIq8knRmPnYePbF5MOkR0Zkly4zKH7s1dE=");
}

TEST(SignatureVectors, c_3_as_printed_is_refused) {
  const auto text = signing_string(request_of_the_draft(),
                                   {"(request-target)", "(created)", "(expires)", "host"});
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, Code::sig_headers);
}

TEST(SignatureVectors, v_1_get_with_an_inner_blank_in_the_request_id) {
  expect_vector(
      test::get_accounts(), {"(request-target)", "x-request-id"}, 84,
      "651421a043b16ac12900dc5ff0742e87fced61986e318c9ada1f813fd1090e7b",
      "S9/se1T4oLyYzqCBs6VODif0zou9/pi31fHR8ldCX0ETK9HtB3Azs4M79Pr9nl3td5JIT6h6dtWzasqlXSROFh7cZ"
      "JDPA+ywG6xDslB0lgyIxDGCzq5mZEfUd9RE3BmHfBefcbPgvli1fVJM3dYh9UFpBpgrwFgnrZv4xJ27AZ8=");
}

TEST(SignatureVectors, v_2_query_and_digest_of_an_empty_body) {
  message::Request request;
  request.method = "GET";
  request.target =
      "/stet/psd2/v1.6.2/accounts/175159000004003580740/transactions"
      "?dateFrom=2027-03-01T00:00:00.000%2B01:00";
  request.headers.add("X-Request-ID", "7f3c1e7a-0001");
  request.headers.add("PSU-IP-Address", "192.168.0.1");
  request.headers.add("Digest", "SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  request.headers.add("Date", "Mon, 22 Mar 2027 09:00:00 GMT");
  expect_vector(
      request, {"(request-target)", "date", "digest", "psu-ip-address", "x-request-id"}, 277,
      "e3c648148d674c5d8ec038f71feaa5977b29bb6bbcce4cb8f74f823fac7a26d4",
      "ski42mbjp0sICAENEwhlsIvhbbsPOiXjWh5Zd1v6+/YL5i7EvELXQRfWh0MSwx8/oYdn7Bq2sYA7S71rFYUd8Zy9"
      "M6BX2mrGXR0yxADJ0DQgcF2wge/j1Av5ycZedK61aYrwK3WCj8rd4RNkiucaLRrpwlRnC3/8DlvD20E43Nw=");
}

TEST(SignatureVectors, v_3_put_with_a_body) {
  message::Request request;
  request.method = "PUT";
  request.target = "/stet/psd2/v1.6.2/consents";
  request.body =
      R"({"balances":[{"iban":"FR7617515900000400358074026"}],"transactions":[],"overdrafts":[],)"
      R"("psuIdentity":false,"trustedBeneficiaries":false,"owners":false})";
  request.headers.add("content-length", "151");
  request.headers.add("content-type", "application/json");
  request.headers.add("date", "Mon, 22 Mar 2027 09:00:00 GMT");
  request.headers.add("digest", "SHA-256=dZyRWCYiGUKmtyo9Gvt3R5OcyPHFCCIFH4xfoeg7hUM=");
  request.headers.add("x-request-id", "7f3c1e7a-0002");
  EXPECT_EQ(request.body.size(), 151U);
  EXPECT_EQ(test::digest_of(request.body), request.headers.find("digest"));
  expect_vector(
      request,
      {"(request-target)", "content-length", "content-type", "date", "digest", "x-request-id"}, 224,
      "29945075b71d0f7b3e0d9e067152cc4aedd9808d72ccb0f56e107929faabc328",
      "hJByuLUAYOG9aPYOHasLVk+LdDgBUtCDF0vtuH5ENwr0RJUGSmNzPgNM9AnAJW+tPmuTrH/NUxuXmVe0m8bkY71D"
      "rfyQdFVxcFpUZzXUf/mVszafdwch3u5NBnyxoraiWMXxfnDe6OS+aRMY28NmS01r8JkEiAmO0+36ly9fC3U=");
}

TEST(SigningString, joins_repeated_headers_and_keeps_an_empty_value) {
  message::Request request = test::get_accounts();
  request.headers.add("PSU-Accept", "text/html");
  request.headers.add("psu-accept", "*/*");
  request.headers.add("PSU-Referer", "");
  EXPECT_EQ(signing_string(request, {"psu-accept", "psu-referer"}),
            "psu-accept: text/html, */*\npsu-referer: ");
}

TEST(SigningString, row_84_uses_bytes_outside_ascii_as_they_are) {
  message::Request request = test::get_accounts();
  request.headers.add("PSU-User-Agent", "caf\xc3\xa9 \xe9");
  EXPECT_EQ(signing_string(request, {"psu-user-agent"}), "psu-user-agent: caf\xc3\xa9 \xe9");
}

TEST(SigningString, row_53_needs_every_listed_header) {
  const auto text = signing_string(test::get_accounts(), {"(request-target)", "digest"});
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, Code::sig_header_absent);
}

TEST(SigningString, is_never_longer_than_the_headers_it_covers) {
  message::Request request = test::get_accounts();
  request.headers.add("long", std::string(8000, 'x'));
  EXPECT_EQ(signing_string(request, std::vector<std::string>(4000, "long")).error().code,
            Code::sig_headers);
  EXPECT_EQ(signing_string(request, {"long", "long"}).error().code, Code::sig_headers);
  EXPECT_EQ(signing_string(request, {}).error().code, Code::sig_headers);
  EXPECT_EQ(signing_string(request, {"caf\xc3\xa9"}).error().code, Code::sig_headers);
}

}  // namespace
}  // namespace guichet::tpp
