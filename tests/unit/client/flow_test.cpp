// SPDX-License-Identifier: Apache-2.0
#include "client/flow.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/base64.hpp"
#include "crypto/sha256.hpp"
#include "message/target.hpp"
#include "sample_application.hpp"

namespace guichet::client {
namespace {

using test::CountingRandomness;

message::Parameters query_of(const std::string& url) {
  return message::parse_parameters(message::query_of(url), false).value();
}

class Flow : public testing::Test {
 protected:
  CountingRandomness randomness;
  const Application application = test::sample_application("https://bank.example:8443");
  const Authorization started =
      begin_authorization(application, "http://127.0.0.1:8085/callback", "aisp", randomness);

  Result<std::string> code_from(const std::string& query) const {
    const auto callback = read_callback("/callback?" + query);
    if (!callback) return std::unexpected(callback.error());
    return code_of(started, *callback, application.issuer);
  }
};

TEST_F(Flow, sends_the_customer_with_state_and_an_s256_challenge_of_the_verifier) {
  const auto query = query_of(started.url);
  const crypto::Sha256 hash = crypto::sha256(started.code_verifier);
  EXPECT_TRUE(started.url.starts_with(
      "http://127.0.0.1:8080/stet/psd2/oauth/authorize?response_type=code&"));
  EXPECT_EQ(message::single(query, "client_id"), "PSDFR-ACPR-13807");
  EXPECT_EQ(message::single(query, "redirect_uri"), "http://127.0.0.1:8085/callback");
  EXPECT_EQ(message::single(query, "scope"), "aisp");
  EXPECT_EQ(message::single(query, "state"), started.state);
  EXPECT_EQ(message::single(query, "code_challenge_method"), "S256");
  EXPECT_EQ(message::single(query, "code_challenge"),
            crypto::base64url({reinterpret_cast<const char*>(hash.data()), hash.size()}));
}

TEST_F(Flow, keeps_to_the_sizes_of_the_sheet_and_of_rfc_7636) {
  EXPECT_EQ(started.state.size(), 34U);
  EXPECT_GE(started.code_verifier.size(), 43U);
  EXPECT_LE(started.code_verifier.size(), 128U);
}

TEST_F(Flow, uses_another_state_and_verifier_each_time) {
  const auto second = begin_authorization(application, started.redirect_uri, "aisp", randomness);
  EXPECT_NE(second.state, started.state);
  EXPECT_NE(second.code_verifier, started.code_verifier);
}

TEST_F(Flow, takes_the_code_of_a_callback_with_our_state_and_the_banks_issuer) {
  EXPECT_EQ(
      code_from("code=abc%2B1&state=" + started.state + "&iss=https%3A%2F%2Fbank.example%3A8443"),
      "abc+1");
}

TEST_F(Flow, refuses_a_callback_with_a_foreign_or_missing_state) {
  EXPECT_FALSE(code_from("code=abc&state=other&iss=https%3A%2F%2Fbank.example%3A8443"));
  EXPECT_FALSE(code_from("code=abc&iss=https%3A%2F%2Fbank.example%3A8443"));
}

TEST_F(Flow, refuses_a_callback_of_another_issuer_or_of_none) {
  EXPECT_FALSE(code_from("code=abc&state=" + started.state + "&iss=https%3A%2F%2Fevil.example"));
  EXPECT_FALSE(code_from("code=abc&state=" + started.state));
}

TEST_F(Flow, refuses_a_callback_that_repeats_a_parameter_or_breaks_an_escape) {
  EXPECT_FALSE(read_callback("/callback?code=a&code=b&state=s"));
  EXPECT_FALSE(read_callback("/callback?code=%4"));
}

TEST_F(Flow, puts_the_banks_error_into_words) {
  const auto code =
      code_from("error=access_denied&error_description=Refused+here&state=" + started.state +
                "&iss=https%3A%2F%2Fbank.example%3A8443");
  ASSERT_FALSE(code);
  EXPECT_TRUE(code.error().said.contains("access_denied, Refused here"));
}

TEST_F(Flow, refuses_a_callback_without_code_and_error) {
  const auto code = code_from("state=" + started.state + "&iss=https%3A%2F%2Fbank.example%3A8443");
  ASSERT_FALSE(code);
  EXPECT_TRUE(code.error().said.contains("neither a code nor an error"));
}

TEST(TokenAnswer, gives_tokens_that_end_after_expires_in) {
  const Instant now{std::chrono::milliseconds{5000}};
  const auto tokens = read_tokens(
      R"({"access_token":"A","token_type":"Bearer","expires_in":60,"scope":"aisp","refresh_token":"R"})",
      {}, now);
  ASSERT_TRUE(tokens);
  EXPECT_EQ(tokens->access_token, "A");
  EXPECT_EQ(tokens->refresh_token, "R");
  EXPECT_EQ(tokens->scope, "aisp");
  EXPECT_EQ(tokens->expires_at - now, std::chrono::seconds{60});
}

TEST(TokenAnswer, keeps_the_former_refresh_token_when_none_comes) {
  EXPECT_EQ(read_tokens(R"({"access_token":"A"})", "former", Instant{})->refresh_token, "former");
}

TEST(TokenAnswer, takes_an_hour_when_expires_in_is_absent_or_senseless) {
  for (const char* body :
       {R"({"access_token":"A"})", R"({"access_token":"A","expires_in":-1})",
        R"({"access_token":"A","expires_in":"x"})", R"({"access_token":"A","expires_in":1e300})"})
    EXPECT_EQ(read_tokens(body, {}, Instant{})->expires_at, Instant{std::chrono::hours{1}}) << body;
}

TEST(TokenAnswer, is_refused_without_an_access_token_or_when_it_is_no_object) {
  for (const char* body :
       {"", "[]", "null", "{", R"({"access_token":1})", R"({"access_token":""})"})
    EXPECT_FALSE(read_tokens(body, {}, Instant{})) << body;
}

TEST(RequestId, has_the_form_of_a_random_uuid) {
  CountingRandomness randomness;
  const std::string id = new_request_id(randomness);
  EXPECT_EQ(id.size(), 36U);
  EXPECT_EQ(id[14], '4');
  EXPECT_EQ(std::ranges::count(id, '-'), 4);
  EXPECT_NE(new_request_id(randomness), id);
}

}  // namespace
}  // namespace guichet::client
