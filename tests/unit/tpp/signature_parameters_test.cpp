// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tpp/signature.hpp"

namespace guichet::tpp {
namespace {

const std::string four_bytes = "c2VhbA==";

std::string header(const std::string& base64) {
  return R"(keyId="k",algorithm="rsa-sha256",headers="(request-target) x-request-id",signature=")" +
         base64 + '"';
}
bool is_malformed(std::string_view text) {
  const auto parameters = read_signature(text);
  return !parameters && parameters.error().code == Code::sig_malformed;
}

TEST(SignatureParameters, are_read_from_the_form_of_the_standard) {
  const auto parameters = read_signature(header(four_bytes));
  ASSERT_TRUE(parameters);
  EXPECT_EQ(parameters->key_id, "k");
  EXPECT_EQ(parameters->algorithm, "rsa-sha256");
  EXPECT_TRUE(parameters->names_headers);
  EXPECT_EQ(parameters->headers, (std::vector<std::string>{"(request-target)", "x-request-id"}));
  EXPECT_EQ(parameters->signature, "seal");
  EXPECT_EQ(parameters->created, "");
}

TEST(SignatureParameters, any_order_blanks_around_and_unknown_parameters_are_fine) {
  const auto parameters = read_signature(
      "  signature=\"c2VhbA==\" ,\tHEADERS = \"(Request-Target)  Date\", v=\"1, \\\"2\\\"\", "
      "created=1402170695,"
      "expires=\"1402170699.5\",keyId=\"a\\\"b\"  ");
  ASSERT_TRUE(parameters) << parameters.error().said;
  EXPECT_EQ(parameters->headers, (std::vector<std::string>{"(request-target)", "date"}));
  EXPECT_EQ(parameters->key_id, "a\"b");
  EXPECT_EQ(parameters->created, "1402170695");
  EXPECT_EQ(parameters->expires, "1402170699.5");
  EXPECT_EQ(parameters->algorithm, "");
}

TEST(SignatureParameters, row_49_an_empty_list_is_a_list) {
  const auto parameters = read_signature(R"(keyId="k",headers="",signature="c2VhbA==")");
  ASSERT_TRUE(parameters);
  EXPECT_TRUE(parameters->names_headers);
  EXPECT_TRUE(parameters->headers.empty());
}

TEST(SignatureParameters, row_85_base64_is_strict_and_at_most_1024_characters) {
  EXPECT_FALSE(is_malformed(header(std::string(1024, 'A'))));
  for (const std::string& base64 :
       {std::string(1028, 'A'), std::string("c2Vh bA=="), std::string("c2VhbA"),
        std::string("c2VhbA="), std::string("_-8="), std::string("c2VhbB=="), std::string(),
        std::string("c2VhbA==\n")})
    EXPECT_TRUE(is_malformed(header(base64))) << base64.substr(0, 20);
}

TEST(SignatureParameters, row_88_typographic_quotes_are_malformed) {
  EXPECT_TRUE(
      is_malformed("keyId=\xe2\x80\x9ck\xe2\x80\x9d,signature=\xe2\x80\x9c"
                   "c2VhbA==\xe2\x80\x9d"));
  EXPECT_TRUE(is_malformed("keyId=\xc2\xabk\xc2\xbb,signature=\"c2VhbA==\""));
  EXPECT_TRUE(is_malformed("keyId=\xbbk\xbb,signature=\"c2VhbA==\""));
  EXPECT_TRUE(is_malformed("keyId='k',signature='c2VhbA=='"));
}

TEST(SignatureParameters, a_parameter_twice_is_malformed_in_any_case) {
  EXPECT_TRUE(is_malformed(header(four_bytes) + ",keyId=\"k\""));
  EXPECT_TRUE(is_malformed(header(four_bytes) + ",KEYID=\"k\""));
  EXPECT_TRUE(is_malformed(header(four_bytes) + ",signature=\"c2VhbA==\""));
}

TEST(SignatureParameters, without_key_id_or_signature_are_malformed) {
  EXPECT_TRUE(is_malformed(R"(algorithm="rsa-sha256",signature="c2VhbA==")"));
  EXPECT_TRUE(is_malformed(R"(keyId="k",algorithm="rsa-sha256")"));
}

TEST(SignatureParameters, broken_syntax_is_malformed) {
  const std::string good = header(four_bytes);
  for (const std::string& text :
       {std::string(), std::string(","), "Signature " + good, good + ",", ',' + good, good + " x",
        std::string("keyId=\"k"), std::string("keyId=\"k\\"), std::string("keyId"),
        std::string("keyId="), std::string(R"(keyId="k"signature="c2VhbA==")"),
        std::string(R"(="k",signature="c2VhbA==")"),
        std::string(R"(keyId=k,signature="c2VhbA==")")})
    EXPECT_TRUE(is_malformed(text)) << text;
}

TEST(SignatureParameters, cut_off_anywhere_are_malformed) {
  const std::string good = header(four_bytes);
  for (std::size_t length = 0; length < good.size(); ++length)
    EXPECT_TRUE(is_malformed(good.substr(0, length))) << length;
}

}  // namespace
}  // namespace guichet::tpp
