// SPDX-License-Identifier: Apache-2.0
#include "token_caller.hpp"

namespace guichet::oauth {
namespace {

struct ClientAuthentication : TokenDeskTest {
  TokenAnswer tokens = connect();
  message::Parameters form = refresh_form(tokens.refresh_token);
};

TEST_F(ClientAuthentication, row_26_a_certificate_of_another_organization_is_not_the_client) {
  caller.oid = other_oid;
  EXPECT_EQ(refused(form), Code::oauth_invalid_client);
  EXPECT_TRUE(is_live(tokens));
}

TEST_F(ClientAuthentication, row_31_a_client_that_was_never_enrolled_is_not_one) {
  clients.known.erase(std::string(oid));
  EXPECT_EQ(refused(form), Code::oauth_invalid_client);
}

TEST_F(ClientAuthentication, row_32_a_suspended_client_gets_nothing_until_it_is_reinstated) {
  clients.known[std::string(oid)].suspended = true;
  EXPECT_EQ(refused(form), Code::oauth_unauthorized_client);
  EXPECT_TRUE(is_live(tokens));
  clients.known[std::string(oid)].suspended = false;
  EXPECT_TRUE(ask(form).has_value());
}

TEST_F(ClientAuthentication, row_33_another_certificate_of_the_organization_is_accepted) {
  caller.thumbprint = std::string(64, 'c');
  EXPECT_TRUE(ask(form).has_value());
}

TEST_F(ClientAuthentication, row_114_a_missing_grant_type_is_an_invalid_request) {
  EXPECT_EQ(refused({}), Code::oauth_invalid_request);
  EXPECT_EQ(refused(with(form, "grant_type", "")), Code::oauth_invalid_request);
}

TEST_F(ClientAuthentication, row_114_a_repeated_parameter_of_the_protocol_is_named) {
  auto twice = form;
  twice.emplace_back("client_id", std::string(oid));
  const Refusal refusal = ask(twice).error();
  EXPECT_EQ(refusal.code, Code::oauth_invalid_request);
  EXPECT_EQ(refusal.said, "client_id is given twice; send it once.");
}

TEST_F(ClientAuthentication, row_115_another_grant_type_is_unsupported_whoever_asks) {
  for (const std::string_view type : {"password", "implicit", "AUTHORIZATION_CODE",
                                      "urn:ietf:params:oauth:grant-type:jwt-bearer"})
    EXPECT_EQ(refused(with(form, "grant_type", type)), Code::oauth_unsupported_grant_type);
  EXPECT_EQ(refused({{"grant_type", "password"}}), Code::oauth_unsupported_grant_type);
}

TEST_F(ClientAuthentication, row_117_a_secret_besides_the_certificate_is_an_invalid_request) {
  EXPECT_EQ(refused(with(form, "client_secret", "x")), Code::oauth_invalid_request);
  request.headers.add("authorization", "Basic eDp5");
  EXPECT_EQ(refused(form), Code::oauth_invalid_request);
  EXPECT_TRUE(is_live(tokens));
}

TEST_F(ClientAuthentication, row_118_client_credentials_open_nothing_without_the_fallback) {
  EXPECT_EQ(refused({{"grant_type", "client_credentials"},
                     {"client_id", std::string(oid)},
                     {"scope", "aisp"}}),
            Code::oauth_unauthorized_client);
}

TEST_F(ClientAuthentication, what_is_said_of_a_refusal_repeats_nothing_that_was_sent) {
  for (const auto& sent :
       {with(form, "client_id", "s3cret"), with(form, "scope", "s3cret"),
        with(form, "grant_type", "s3cret"), with(form, "client_secret", "s3cret"),
        message::Parameters{{"s3cret", "a"}, {"s3cret", "b"}}})
    EXPECT_EQ(ask(sent).error().said.find("s3cret"), std::string::npos);
}

}  // namespace
}  // namespace guichet::oauth
