// SPDX-License-Identifier: Apache-2.0
#include "crypto/jwt.hpp"

#include <gtest/gtest.h>

#include "crypto/base64.hpp"
#include "test_keys.hpp"

namespace guichet::crypto {
namespace {

// RFC 7515, appendix A.2.
const std::string key_of_the_rfc =
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd/wWJcyQ"
    "oTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRP"
    "EwOWvG6b32690r2jZ47soMZo9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo"
    "7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxXFvUK+DWNmoudF8NA"
    "co9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQIDAQAB";
const std::string token_of_the_rfc =
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGF"
    "tcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu"
    "3XOiZj5RZmh7AAuHIm4Bh-"
    "0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--"
    "f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--"
    "xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5"
    "AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

constexpr std::string_view header = R"({"typ":"JWT","alg":"RS256"})";
constexpr std::string_view claims = R"({"iss":"x"})";

PublicKey public_half(const PrivateKey& key) { return PublicKey::from_spki(key.spki()).value(); }

TEST(Jwt, of_rfc_7515_verifies) {
  const auto key = PublicKey::from_spki(base64_decoded(key_of_the_rfc).value()).value();
  EXPECT_EQ(claims_of_jwt(token_of_the_rfc, R"({"alg":"RS256"})", key),
            "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n "
            "\"http://example.com/is_root\":true}");
}

TEST(Jwt, is_read_back_by_the_key_that_signed_it_and_no_other) {
  const auto token = signed_jwt(header, claims, test::rsa_2048());
  EXPECT_EQ(claims_of_jwt(token, header, public_half(test::rsa_2048())), claims);
  EXPECT_FALSE(claims_of_jwt(token, header, public_half(test::rsa_1024())));
  EXPECT_FALSE(claims_of_jwt(token, header, public_half(test::ec_p256())));
}

TEST(Jwt, changed_in_any_character_is_worth_nothing) {
  const auto token = signed_jwt(header, claims, test::rsa_2048());
  const auto key = public_half(test::rsa_2048());
  for (std::size_t i = 0; i < token.size(); i += 7) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(claims_of_jwt(changed, header, key)) << i;
    EXPECT_FALSE(claims_of_jwt(token.substr(0, i), header, key)) << i;
  }
  EXPECT_FALSE(claims_of_jwt(token + ".", header, key));
  EXPECT_FALSE(claims_of_jwt(token + "=", header, key));
}

TEST(Jwt, chooses_no_algorithm) {
  const auto key = public_half(test::rsa_2048());
  const std::string none =
      base64url(R"({"typ":"JWT","alg":"none"})") + "." + base64url(claims) + ".";
  EXPECT_FALSE(claims_of_jwt(none, header, key));
  EXPECT_FALSE(claims_of_jwt(base64url(header) + "." + base64url(claims) + ".", header, key));
  const auto other = signed_jwt(R"({"alg":"RS256","typ":"JWT"})", claims, test::rsa_2048());
  EXPECT_FALSE(claims_of_jwt(other, header, key));
}

TEST(JwtHeader, names_the_certificate_by_both_thumbprints) {
  const PrivateKey& key = test::rsa_2048();
  CertificateOrder order;
  order.common_name = "bank";
  order.not_before = Instant{};
  order.not_after = Instant{} + std::chrono::days(1);
  auto certificate = read_certificate(issue_certificate(order, key.spki(), key, {})).value();
  certificate.sha1_hex = std::string(38, '0') + "ff";
  certificate.sha256_hex = std::string(62, 'a') + "09";
  EXPECT_EQ(rs256_header(certificate),
            R"({"typ":"JWT","alg":"RS256","x5t":"AAAAAAAAAAAAAAAAAAAAAAAAAP8",)"
            R"("x5t#S256":"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqgk"})");
}

}  // namespace
}  // namespace guichet::crypto
