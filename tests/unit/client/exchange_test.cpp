// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "canned_server.hpp"
#include "client/call.hpp"
#include "client/fallback.hpp"
#include "client/flow.hpp"
#include "client/form_driver.hpp"
#include "client/masking.hpp"
#include "sample_application.hpp"

namespace guichet::client {
namespace {

using test::CannedServer;

std::string answer(std::string_view status, std::string_view headers, std::string_view body) {
  return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(headers) +
         "Content-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" +
         std::string(body);
}

/// A TPP in front of a bank that gives these answers.
struct Bench {
  explicit Bench(std::vector<std::string> answers)
      : server(std::move(answers)),
        application(test::sample_application("http://127.0.0.1:" + std::to_string(server.port()))),
        transport(application, std::chrono::seconds{10}) {}

  AisClient ais(std::string psu_ip = {}) {
    return AisClient(application, transport, clock, randomness, "the-access-token",
                     std::move(psu_ip));
  }

  CannedServer server;
  Application application;
  Transport transport;
  test::StandingClock clock;
  test::CountingRandomness randomness;
};

TEST(Call, keeps_the_answer_and_the_request_byte_by_byte) {
  Bench bench({answer("200 OK", "Content-Type: application/hal+json\r\nX-Two:  a \r\nx-two: b\r\n",
                      "{ \"a\" : 1 }\n")});
  const auto exchange = bench.ais().get("/stet/psd2/v1.6.2/accounts");
  ASSERT_TRUE(exchange) << exchange.error().said;
  EXPECT_EQ(exchange->answer.status, 200);
  EXPECT_EQ(exchange->answer.body, "{ \"a\" : 1 }\n");
  EXPECT_EQ(exchange->answer.headers.joined("X-Two"), "a, b");
  EXPECT_EQ(exchange->answer.sent, bench.server.requests().front());
}

TEST(Call, sends_what_was_signed_and_nothing_of_its_own) {
  Bench bench({answer("200 OK", "", "{}")});
  ASSERT_TRUE(bench.ais().get("/a/../b?dateFrom=2026-11-01T00%3A00%3A00.000&x=%2B"));
  const std::string& sent = bench.server.requests().front();
  EXPECT_TRUE(
      sent.starts_with("GET /a/../b?dateFrom=2026-11-01T00%3A00%3A00.000&x=%2B HTTP/1.1\r\n"))
      << sent;
  EXPECT_TRUE(sent.contains("\r\nAuthorization: Bearer the-access-token\r\n"));
  EXPECT_TRUE(sent.contains("\r\nDate: Mon, 22 Mar 2027 09:00:00 GMT\r\n"));
  EXPECT_FALSE(sent.contains("PSU-IP-Address"));
  EXPECT_FALSE(sent.contains("Expect"));
  EXPECT_FALSE(sent.contains("Content-Type"));
}

TEST(Call, says_that_the_customer_is_present_only_when_he_is) {
  Bench bench({answer("200 OK", "", "{}")});
  const auto exchange = bench.ais("192.0.2.7").get("/a");
  ASSERT_TRUE(exchange);
  EXPECT_TRUE(exchange->answer.sent.contains("\r\nPSU-IP-Address: 192.0.2.7\r\n"));
  EXPECT_TRUE(exchange->signature.signing_string.ends_with("\npsu-ip-address: 192.0.2.7"));
}

TEST(Call, puts_a_body_with_its_length_and_type) {
  Bench bench({answer("201 Created", "", "")});
  const auto exchange = bench.ais().put("/c", "/", "{\"balances\":[]}");
  ASSERT_TRUE(exchange);
  EXPECT_EQ(exchange->answer.status, 201);
  const std::string& sent = bench.server.requests().front();
  EXPECT_TRUE(sent.starts_with("PUT /c HTTP/1.1\r\n"));
  EXPECT_TRUE(sent.contains("\r\nContent-Length: 15\r\n"));
  EXPECT_TRUE(sent.contains("\r\nContent-Type: application/json\r\n"));
  EXPECT_TRUE(sent.ends_with("\r\n\r\n{\"balances\":[]}"));
}

TEST(Call, never_follows_a_link_to_another_host) {
  Bench bench({});
  const auto exchange = bench.ais().get("https://elsewhere.example/accounts");
  ASSERT_FALSE(exchange);
  EXPECT_EQ(exchange.error().trouble, Trouble::answer);
}

TEST(Call, does_not_follow_a_redirect) {
  Bench bench({answer("302 Found", "Location: /elsewhere\r\n", "")});
  const auto exchange = bench.ais().get("/a");
  ASSERT_TRUE(exchange);
  EXPECT_EQ(exchange->answer.status, 302);
}

TEST(Call, tells_that_nobody_answers) {
  int port = 0;
  {
    const CannedServer gone({});
    port = gone.port();
  }
  const auto application = test::sample_application("http://127.0.0.1:" + std::to_string(port));
  Transport transport(application);
  message::Request request;
  request.method = "GET";
  request.target = "/";
  const auto sent = transport.send(application.api, request, Caller::browser);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().trouble, Trouble::unreachable);
}

TEST(TokenEndpoint, exchanges_a_code_with_its_verifier_and_without_scope) {
  Bench bench(
      {answer("200 OK", "",
              R"({"access_token":"A","expires_in":3600,"scope":"aisp","refresh_token":"R"})")});
  TokenEndpoint endpoint(bench.application, bench.transport, bench.clock, bench.randomness);
  const auto reply = endpoint.exchange({.url = {},
                                        .redirect_uri = "http://127.0.0.1:8085/callback",
                                        .state = "s",
                                        .code_verifier = "v"},
                                       "c+1");
  ASSERT_TRUE(reply);
  ASSERT_TRUE(reply->tokens);
  EXPECT_EQ(reply->tokens->access_token, "A");
  const std::string& sent = bench.server.requests().front();
  EXPECT_TRUE(sent.starts_with("POST /stet/psd2/oauth/token HTTP/1.1\r\n"));
  EXPECT_TRUE(
      sent.ends_with("\r\n\r\ngrant_type=authorization_code&client_id=PSDFR-ACPR-13807&code=c%2B1"
                     "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8085%2Fcallback&code_verifier=v"));
}

TEST(TokenEndpoint, counts_a_token_s_life_from_the_bank_s_clock_if_the_answer_tells_it) {
  constexpr auto body = R"({"access_token":"A","expires_in":3600})";
  Bench bench({answer("200 OK", "Date: Mon, 22 Mar 2027 12:00:00 GMT\r\n", body),
               answer("200 OK", "Date: soon\r\n", body), answer("200 OK", "", body)});
  TokenEndpoint endpoint(bench.application, bench.transport, bench.clock, bench.randomness);
  for (const int hours_ahead : {3, 0, 0}) {
    const auto reply = endpoint.refresh({.access_token = "A", .refresh_token = "R", .scope = {}});
    ASSERT_TRUE(reply && reply->tokens);
    const Instant then = bench.clock.now() + std::chrono::hours{hours_ahead};
    EXPECT_EQ(reply->tokens->obtained_at, then);
    EXPECT_EQ(reply->tokens->expires_at, then + std::chrono::hours{1});
  }
}

TEST(TokenEndpoint, gives_the_refusal_back_as_an_answer) {
  Bench bench({answer("400 Bad Request", "", R"({"error":"invalid_grant"})")});
  TokenEndpoint endpoint(bench.application, bench.transport, bench.clock, bench.randomness);
  const auto reply = endpoint.refresh({.access_token = "A", .refresh_token = "R", .scope = {}});
  ASSERT_TRUE(reply);
  EXPECT_FALSE(reply->tokens);
  EXPECT_EQ(reply->answer.status, 400);
}

TEST(Fallback, is_asked_for_as_on_the_reference_page) {
  Bench bench({answer("302 Found", "Location: https://bank.example/sso?fallback=a.b.c\r\n", "x")});
  const auto reply = ask_for_fallback(bench.application, bench.transport, bench.randomness);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->location, "https://bank.example/sso?fallback=a.b.c");
  const std::string& sent = bench.server.requests().front();
  EXPECT_TRUE(sent.starts_with("POST /stet/psd2/oauth/token HTTP/1.1\r\n"));
  EXPECT_TRUE(sent.contains("\r\nfallback: 1\r\n"));
  EXPECT_TRUE(sent.ends_with("&grant_type=client_credentials&scope=aisp"));
}

TEST(Fallback, gives_the_refusal_back_and_fails_on_a_redirect_to_nowhere) {
  Bench bench({answer("400 Bad Request", "", "{}"), answer("302 Found", "", "")});
  const auto refused = ask_for_fallback(bench.application, bench.transport, bench.randomness);
  ASSERT_TRUE(refused);
  EXPECT_TRUE(refused->location.empty());
  EXPECT_EQ(refused->answer.status, 400);
  EXPECT_FALSE(ask_for_fallback(bench.application, bench.transport, bench.randomness));
}

TEST(Fallback, shows_no_pass_on_a_terminal) {
  EXPECT_EQ(with_masked_pass("https://b/sso?cdetab=17515&fallback=abcdefghijklmnopqrstuvwxyz"),
            "https://b/sso?cdetab=17515&fallback=...wxyz");
}

constexpr std::string_view redirect_uri = "http://127.0.0.1:8085/callback";
const Customer lea{"9999999901", "", "12345678"};

std::string page(std::string_view field) {
  return "<form method=\"post\" action=\"/sca\"><input type=hidden name=journey value=j><input "
         "name=\"" +
         std::string(field) + "\"><button name=action value=continue></button></form>";
}

TEST(FormDriver, walks_through_the_pages_to_the_redirect_and_keeps_cookies) {
  Bench bench(
      {answer("200 OK", "Set-Cookie: s=1; Path=/; HttpOnly\r\nSet-Cookie: t=2\r\n",
              page("identifier")),
       answer("200 OK", "Set-Cookie: s=3\r\n", page("otp")),
       answer("303 See Other", "Location: http://127.0.0.1:8085/callback?code=c&state=s\r\n", "")});
  FormDriver driver(bench.transport);
  Url start = bench.application.api;
  start.target = "/authorize?x=1";
  EXPECT_EQ(driver.walk(start, redirect_uri, lea), "http://127.0.0.1:8085/callback?code=c&state=s");
  const auto& requests = bench.server.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_TRUE(requests[1].starts_with("POST /sca HTTP/1.1\r\n"));
  EXPECT_TRUE(requests[1].contains("\r\nCookie: s=1; t=2\r\n"));
  EXPECT_TRUE(requests[1].contains("\r\nOrigin: " + start.origin() + "\r\n"));
  EXPECT_TRUE(requests[1].ends_with("journey=j&identifier=9999999901&action=continue"));
  EXPECT_TRUE(requests[2].contains("\r\nCookie: s=3; t=2\r\n"));
  EXPECT_TRUE(requests[2].ends_with("journey=j&otp=12345678&action=continue"));
}

TEST(FormDriver, stops_at_the_first_page_that_asks_nothing_where_that_is_the_aim) {
  Bench bench({answer("303 See Other", "Location: /sign-in?visit=1\r\n", ""),
               answer("200 OK", "", page("otp")), answer("200 OK", "", "<p>Welcome</p>")});
  FormDriver driver(bench.transport);
  const auto last = driver.last_page(bench.application.api, lea);
  ASSERT_TRUE(last);
  EXPECT_EQ(last->body, "<p>Welcome</p>");
}

TEST(FormDriver, stops_with_the_banks_words_when_a_code_is_refused) {
  Bench bench({answer("200 OK", "", page("otp")),
               answer("200 OK", "", "<p role=alert>Wrong code.</p>" + page("otp"))});
  FormDriver driver(bench.transport);
  const auto location = driver.walk(bench.application.api, redirect_uri, lea);
  ASSERT_FALSE(location);
  EXPECT_TRUE(location.error().said.contains("Wrong code.")) << location.error().said;
}

TEST(FormDriver, does_not_follow_the_bank_to_another_host) {
  Bench bench({answer("303 See Other", "Location: https://elsewhere.example/\r\n", "")});
  FormDriver driver(bench.transport);
  EXPECT_FALSE(driver.walk(bench.application.api, redirect_uri, lea));
}

TEST(FormDriver, reports_a_page_without_a_form) {
  Bench bench({answer("400 Bad Request", "", "<title>Unknown application</title>")});
  FormDriver driver(bench.transport);
  const auto location = driver.walk(bench.application.api, redirect_uri, lea);
  ASSERT_FALSE(location);
  EXPECT_TRUE(location.error().said.contains("400: \"Unknown application\""))
      << location.error().said;
}

}  // namespace
}  // namespace guichet::client
