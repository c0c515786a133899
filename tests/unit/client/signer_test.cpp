// SPDX-License-Identifier: Apache-2.0
#include "client/signer.hpp"

#include <gtest/gtest.h>

#include "crypto/base64.hpp"
#include "crypto/sha256.hpp"

namespace guichet::client {
namespace {

using Names = std::vector<std::string>;

/// Public key of draft-cavage-http-signatures-12, appendix C.
crypto::PublicKey appendix_key() {
  const auto spki = crypto::base64_decoded(
      "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDCFENGw33yGihy92pDjZQhl0C36rPJj+CvfSC8+q28hxA161QFNUd1"
      "3wuCTUcq0Qd2qsBe/2hFyc2DCJJg0h1L78+6Z4UMR7EOcpfdUE9Hf3m/hs+FUR45uBJeDK1HSFHD8bHKD6kv8FPGfJTo"
      "tc+2xjJwoYi+1hqp1fIekaxsyQIDAQAB");
  return crypto::PublicKey::from_spki(spki.value()).value();
}

message::Request request_of(std::string method, std::string target) {
  message::Request request;
  request.method = std::move(method);
  request.target = std::move(target);
  return request;
}

/// Checks a string against its published length and hash, and the published signature against the
/// string.
void expect_vector(const std::string& text, std::size_t bytes, std::string_view sha256_hex,
                   std::string_view signature) {
  EXPECT_EQ(text.size(), bytes);
  EXPECT_EQ(crypto::hex(crypto::sha256(text)), sha256_hex);
  EXPECT_TRUE(appendix_key().verify_rsa_sha256(text, crypto::base64_decoded(signature).value()));
}

TEST(SigningString, has_the_bytes_of_vector_v1_with_an_inner_blank_in_the_request_id) {
  auto request = request_of("GET", "/stet/psd2/v1.6.2/accounts");
  request.headers.add("X-Request-ID", "id-1234567890111121 1");
  const auto text = signing_string(request, Names{"(request-target)", "x-request-id"});
  ASSERT_TRUE(text);
  expect_vector(*text, 84, "651421a043b16ac12900dc5ff0742e87fced61986e318c9ada1f813fd1090e7b",
                "S9/se1T4oLyYzqCBs6VODif0zou9/"
                "pi31fHR8ldCX0ETK9HtB3Azs4M79Pr9nl3td5JIT6h6dtWzasqlXSROFh7cZJDPA+ywG6xDslB0"
                "lgyIxDGCzq5mZEfUd9RE3BmHfBefcbPgvli1fVJM3dYh9UFpBpgrwFgnrZv4xJ27AZ8=");
}

TEST(SigningString, has_the_bytes_of_vector_v2_with_the_raw_query) {
  auto request = request_of("GET",
                            "/stet/psd2/v1.6.2/accounts/175159000004003580740/transactions"
                            "?dateFrom=2027-03-01T00:00:00.000%2B01:00");
  request.headers.add("PSU-IP-Address", "192.168.0.1");
  request.headers.add("Digest", digest_of(""));
  request.headers.add("X-Request-ID", "7f3c1e7a-0001");
  request.headers.add("Date", "Mon, 22 Mar 2027 09:00:00 GMT");
  const auto text = signing_string(
      request, Names{"(request-target)", "date", "digest", "psu-ip-address", "x-request-id"});
  ASSERT_TRUE(text);
  expect_vector(*text, 277, "e3c648148d674c5d8ec038f71feaa5977b29bb6bbcce4cb8f74f823fac7a26d4",
                "ski42mbjp0sICAENEwhlsIvhbbsPOiXjWh5Zd1v6+/YL5i7EvELXQRfWh0MSwx8/"
                "oYdn7Bq2sYA7S71rFYUd8Zy9M6BX2mrGXR0yxADJ"
                "0DQgcF2wge/j1Av5ycZedK61aYrwK3WCj8rd4RNkiucaLRrpwlRnC3/8DlvD20E43Nw=");
}

TEST(SigningString, has_the_bytes_of_vector_v3_with_a_body) {
  auto request = request_of("PUT", "/stet/psd2/v1.6.2/consents");
  request.body =
      R"({"balances":[{"iban":"FR7617515900000400358074026"}],"transactions":[],"overdrafts":[],)"
      R"("psuIdentity":false,"trustedBeneficiaries":false,"owners":false})";
  request.headers.add("Content-Type", "application/json");
  request.headers.add("Content-Length", std::to_string(request.body.size()));
  request.headers.add("Date", "Mon, 22 Mar 2027 09:00:00 GMT");
  request.headers.add("Digest", digest_of(request.body));
  request.headers.add("X-Request-ID", "7f3c1e7a-0002");
  const auto text =
      signing_string(request, Names{"(request-target)", "content-length", "content-type", "date",
                                    "digest", "x-request-id"});
  ASSERT_TRUE(text);
  expect_vector(*text, 224, "29945075b71d0f7b3e0d9e067152cc4aedd9808d72ccb0f56e107929faabc328",
                "hJByuLUAYOG9aPYOHasLVk+LdDgBUtCDF0vtuH5ENwr0RJUGSmNzPgNM9AnAJW+tPmuTrH/"
                "NUxuXmVe0m8bkY71DrfyQdFVxcFpUZzXU"
                "f/mVszafdwch3u5NBnyxoraiWMXxfnDe6OS+aRMY28NmS01r8JkEiAmO0+36ly9fC3U=");
}

TEST(SigningString, does_not_exist_for_a_header_that_is_absent_or_cannot_be_covered) {
  auto request = request_of("GET", "/");
  request.headers.add("Date", "Mon, 22 Mar 2027 09:00:00 GMT");
  EXPECT_FALSE(signing_string(request, Names{"date", "digest"}));
  EXPECT_FALSE(signing_string(request, Names{"(created)", "date"}));
}

TEST(SigningString, joins_repeated_headers_and_keeps_the_blank_before_an_empty_value) {
  auto request = request_of("GET", "/");
  request.headers.add("PSU-Accept", "text/html");
  request.headers.add("psu-accept", "*/*");
  request.headers.add("PSU-Referer", "");
  EXPECT_EQ(signing_string(request, Names{"psu-accept", "psu-referer"}),
            "psu-accept: text/html, */*\npsu-referer: ");
}

class SignerAtWork : public testing::Test {
 protected:
  inline static const crypto::PrivateKey key = crypto::PrivateKey::new_rsa(2048);  // slow to make
  const Signer signer{key, "https://myAPP.fr/qseal_00ff"};
  const Instant now{std::chrono::milliseconds{1'805'706'000'000}};

  bool verifies(const Explanation& made) const {
    return crypto::PublicKey::from_spki(key.spki())
        .value()
        .verify_rsa_sha256(made.signing_string, crypto::base64_decoded(made.signature).value());
  }
};

TEST_F(SignerAtWork, covers_target_request_id_date_and_digest_of_a_plain_get) {
  auto request = request_of("GET", "/stet/psd2/v1.6.2/accounts");
  const Explanation made = signer.sign(request, "r-1", now);
  EXPECT_EQ(made.names, (Names{"(request-target)", "x-request-id", "date", "digest"}));
  EXPECT_EQ(made.signing_string,
            "(request-target): get /stet/psd2/v1.6.2/accounts\nx-request-id: r-1\ndate: Mon, 22 "
            "Mar 2027 09:00:00 GMT\n"
            "digest: SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  EXPECT_TRUE(verifies(made));
  EXPECT_EQ(request.headers.find("Signature"),
            "keyId=\"https://myAPP.fr/qseal_00ff\",algorithm=\"rsa-sha256\","
            "headers=\"(request-target) x-request-id date digest\",signature=\"" +
                made.signature + "\"");
}

TEST_F(SignerAtWork, covers_the_content_type_of_a_body_and_every_psu_header) {
  auto request = request_of("PUT", "/stet/psd2/v1.6.2/consents");
  request.headers.add("PSU-IP-Address", "192.0.2.7");
  request.headers.add("Content-Type", "application/json");
  request.body = "{}";
  const Explanation made = signer.sign(request, "r-2", now);
  EXPECT_EQ(made.names, (Names{"(request-target)", "x-request-id", "date", "digest",
                               "psu-ip-address", "content-type"}));
  EXPECT_TRUE(verifies(made));
}

TEST_F(SignerAtWork, signs_a_string_that_the_sent_headers_give_again) {
  auto request = request_of("GET", "/a?b=%2B");
  const Explanation made = signer.sign(request, "r-3", now);
  EXPECT_EQ(signing_string(request, made.names), made.signing_string);
}

}  // namespace
}  // namespace guichet::client
