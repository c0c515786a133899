// SPDX-License-Identifier: Apache-2.0
#include "counter/answer.hpp"

#include <gtest/gtest.h>

namespace guichet::counter {
namespace {

using std::chrono::sys_days;

struct Refused {
  message::Request request;
  Admission admission{request};

  Refused(std::string method, std::string target) {
    request.method = std::move(method);
    request.target = std::move(target);
    auto match = match_route(request.method, request.target.substr(0, request.target.find('?')),
                             message::Door::api);
    if (match) admission.match = *std::move(match);
    admission.now = Instant{sys_days{std::chrono::year{2026} / 11 / 23}};
    admission.x_request_id = "id-1";
  }
  message::Response with(Code code) {
    return refused(admission, {code}, {"https://help.example", "https://help.example"});
  }
};

std::string header(const message::Response& response, std::string_view name) {
  return std::string(response.headers.find(name).value_or(""));
}

TEST(Answer, an_error_model_names_code_status_and_the_path_without_its_query) {
  Refused refused_call{"GET", "/stet/psd2/v1.6.2/accounts?dateFrom=secret"};
  const auto response = refused_call.with(Code::tpp_suspended);
  EXPECT_EQ(response.status, 403);
  EXPECT_NE(response.body.find("TPP_SUSPENDED: "), std::string::npos) << response.body;
  EXPECT_NE(response.body.find("\"/stet/psd2/v1.6.2/accounts\""), std::string::npos)
      << response.body;
  EXPECT_EQ(response.body.find("secret"), std::string::npos);
  EXPECT_EQ(header(response, "cache-control"), "no-store");
  EXPECT_EQ(header(response, "x-request-id"), "id-1");
}

TEST(Answer, a_failed_certificate_closes_the_connection) {
  Refused call{"GET", "/stet/psd2/v1.6.2/accounts"};
  EXPECT_TRUE(call.with(Code::cert_expired).close);
  EXPECT_FALSE(call.with(Code::sig_invalid).close);
}

TEST(Answer, a_401_says_which_credentials_are_wanted) {
  Refused call{"GET", "/stet/psd2/v1.6.2/accounts"};
  EXPECT_EQ(header(call.with(Code::token_missing), "www-authenticate"), "Bearer realm=\"stet\"");
  EXPECT_EQ(header(call.with(Code::invalid_token), "www-authenticate"),
            "Bearer realm=\"stet\", error=\"invalid_token\"");
  EXPECT_TRUE(header(call.with(Code::sig_missing), "www-authenticate")
                  .starts_with("Signature realm=\"stet\""));
}

TEST(Answer, a_used_up_quota_tells_the_seconds_to_the_next_paris_midnight) {
  Refused call{"GET", "/stet/psd2/v1.6.2/accounts"};
  EXPECT_EQ(header(call.with(Code::quota_used_up), "retry-after"),
            "82800");  // 2026-11-23T00:00Z is 01:00 in Paris
}

TEST(Answer, after_too_many_failed_tokens_it_tells_the_seconds_until_the_tpp_may_call_again) {
  Refused call{"GET", "/stet/psd2/v1.6.2/accounts"};
  call.admission.above_until = call.admission.now + std::chrono::milliseconds{41'001};
  const auto response = call.with(Code::token_abuse);
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(header(response, "retry-after"), "42");
}

TEST(Answer, every_refusal_links_to_its_explanation_wherever_it_is_sent) {
  for (const char* target :
       {"/stet/psd2/v1.6.2/accounts", "/stet/psd2/oauth/token", "/stet/setting/v1/register", "/x"})
    for (const char* method : {"GET", "POST"}) {
      Refused call{method, target};
      for (const RefusalEntry& entry : all_refusals())
        EXPECT_EQ(header(call.with(entry.code), "link"),
                  "<https://help.example/errors/" + std::string(entry.name) + ">; rel=\"help\"");
    }
}

TEST(Answer, of_a_bank_whose_configuration_is_not_readable_says_to_come_back_in_a_minute) {
  Refused call{"GET", "/stet/psd2/v1.6.2/accounts"};
  const auto response = call.with(Code::establishment_unavailable);
  EXPECT_EQ(response.status, 503);
  EXPECT_NE(response.body.find("ESTABLISHMENT: "), std::string::npos) << response.body;
  EXPECT_EQ(header(response, "retry-after"), "60");
  Refused asking{"POST", "/stet/psd2/oauth/token"};
  const auto token = asking.with(Code::establishment_unavailable);
  EXPECT_EQ(token.status, 503);
  EXPECT_NE(token.body.find("\"temporarily_unavailable\""), std::string::npos) << token.body;
}

TEST(Answer, the_token_endpoint_speaks_the_words_of_oauth) {
  Refused call{"POST", "/stet/psd2/oauth/token"};
  const auto suspended = call.with(Code::tpp_suspended);
  EXPECT_EQ(suspended.status, 400);
  EXPECT_NE(suspended.body.find("\"unauthorized_client\""), std::string::npos);
  EXPECT_EQ(header(suspended, "pragma"), "no-cache");
  const auto certificate = call.with(Code::cert_required);
  EXPECT_EQ(certificate.status, 401);
  EXPECT_NE(certificate.body.find("\"invalid_client\""), std::string::npos);
  EXPECT_EQ(header(certificate, "www-authenticate"), "")
      << "it would hide the error from libraries";
  EXPECT_TRUE(certificate.close);
  const auto broken = call.with(Code::internal);
  EXPECT_EQ(broken.status, 500);
  EXPECT_NE(broken.body.find("\"server_error\""), std::string::npos) << "oauth_server_error";
}

TEST(Answer, no_content_has_no_content_type) {
  Refused call{"GET", "/stet/psd2/v1.6.2/accounts"};
  const auto response = bare(call.admission, 204);
  EXPECT_EQ(header(response, "content-type"), "");
  EXPECT_TRUE(response.body.empty());
}

}  // namespace
}  // namespace guichet::counter
