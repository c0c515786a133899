// SPDX-License-Identifier: Apache-2.0
#include "client/enrolment.hpp"

#include <gtest/gtest.h>

#include "canned_server.hpp"
#include "sample_application.hpp"

namespace guichet::client {
namespace {

using test::CannedServer;

std::string answer(std::string_view status, std::string_view body) {
  return "HTTP/1.1 " + std::string(status) + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + std::string(body);
}

const std::string token = answer("200 OK", R"({"access_token":"t1","expires_in":3600})");
const std::string record = R"({"client_id":"1PSDFR-ACPR-13807-0-ABCD"})";

struct Bench {
  explicit Bench(std::vector<std::string> answers)
      : server(std::move(answers)),
        application(test::sample_application("http://127.0.0.1:" + std::to_string(server.port()))),
        transport(application, std::chrono::seconds{10}) {}

  Result<EnrolmentReply> enrol(const std::string& former = {}) {
    return client::enrol(application, transport, clock, randomness, former, "{}");
  }

  CannedServer server;
  Application application;
  Transport transport;
  test::StandingClock clock;
  test::CountingRandomness randomness;
};

TEST(Enrolment, asks_for_a_token_and_registers_with_a_sealed_body) {
  Bench bench({token, answer("201 Created", record)});
  const auto reply = bench.enrol();
  ASSERT_TRUE(reply) << reply.error().said;
  EXPECT_EQ(reply->client_id, "1PSDFR-ACPR-13807-0-ABCD");
  EXPECT_TRUE(reply->is_new);
  const auto& requests = bench.server.requests();
  EXPECT_TRUE(requests[0].starts_with("POST /stet/psd2/oauth/token HTTP/1.1\r\n"));
  EXPECT_TRUE(requests[0].contains("scope=manageRegistration&client_id=9d8711ec-"));
  EXPECT_TRUE(requests[1].starts_with("POST /stet/setting/v1/register HTTP/1.1\r\n"));
  EXPECT_TRUE(requests[1].contains("\r\nAuthorization: Bearer t1\r\n"));
  EXPECT_TRUE(requests[1].contains("(request-target) x-request-id date digest content-type"));
}

TEST(Enrolment, of_before_is_changed_unless_the_bank_knows_it_no_more) {
  Bench known({token, answer("200 OK", record)});
  const auto changed = known.enrol("old");
  ASSERT_TRUE(changed) << changed.error().said;
  EXPECT_FALSE(changed->is_new);
  EXPECT_TRUE(known.server.requests()[1].starts_with("PUT /stet/setting/v1/register/old "));

  Bench forgotten({token, answer("404 Not Found", "{}"), answer("201 Created", record)});
  const auto anew = forgotten.enrol("old");
  ASSERT_TRUE(anew) << anew.error().said;
  EXPECT_TRUE(anew->is_new && anew->client_id);
}

TEST(Enrolment, that_is_refused_keeps_the_refusal_and_gives_no_client_id) {
  Bench no_token({answer("401 Unauthorized", R"({"error":"invalid_client"})")});
  const auto unknown = no_token.enrol();
  ASSERT_TRUE(unknown) << unknown.error().said;
  EXPECT_FALSE(unknown->client_id);
  EXPECT_EQ(unknown->answer.status, 401);

  Bench refused({token, answer("400 Bad Request", R"({"error":"invalid_redirect_uri"})")});
  const auto reply = refused.enrol();
  ASSERT_TRUE(reply) << reply.error().said;
  EXPECT_FALSE(reply->client_id);
  EXPECT_EQ(reply->answer.status, 400);
}

TEST(Enrolment, without_a_client_id_in_the_record_is_a_failure) {
  Bench bench({token, answer("201 Created", "{}")});
  const auto reply = bench.enrol();
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().trouble, Trouble::answer);
}

TEST(RegistrationBody, says_who_the_tpp_is_and_carries_the_seal_under_its_key_id) {
  const auto application = test::sample_application("http://127.0.0.1:1");
  const std::string body =
      registration_body(application,
                        {"PSDFR-ACPR-13807",
                         "My \"app\"",
                         "a@b.example",
                         "aisp cbpii",
                         {"https://tpp.example/cb", "http://127.0.0.1:8085/callback"}},
                        "der");
  for (const char* part :
       {R"("client_name":"My \"app\"")", R"("provider_legal_id":"PSDFR-ACPR-13807")",
        R"("scope":"aisp cbpii")", R"("contacts":["a@b.example"])",
        R"("redirect_uris":["https://tpp.example/cb","http://127.0.0.1:8085/callback"])",
        R"("kid":"https://myAPP.fr/qseal_00")", R"("x5c":["ZGVy"])",
        R"("token_endpoint_auth_method":"tls_client_auth")"})
    EXPECT_TRUE(body.contains(part)) << part << " in " << body;
}

}  // namespace
}  // namespace guichet::client
