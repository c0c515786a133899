// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "server.hpp"

namespace guichet::http {
namespace {

using namespace std::chrono_literals;

TEST(TimeLimits, row_44_a_handshake_that_dawdles_is_ended) {
  Limits limits;
  limits.handshake = 60ms;
  Server server(limits);
  Client client(server.port());
  client.send("\x16\x03\x01");
  EXPECT_EQ(client.read_to_the_end(), "");
}

TEST(TimeLimits, an_idle_connection_is_closed_without_a_word) {
  Limits limits;
  limits.idle = 250ms;
  Server server(limits);
  Client client(server.port(), Greeting{});
  EXPECT_EQ(client.get("/").status, 200);
  EXPECT_EQ(client.read_to_the_end(), "");
}

TEST(TimeLimits, row_230_a_head_that_dawdles_gets_408_if_its_first_line_came) {
  Limits limits;
  limits.headers = 60ms;
  Server server(limits);
  Client with_line(server.port(), Greeting{});
  with_line.send("GET / HTTP/1.1\r\nHost:");
  EXPECT_EQ(with_line.read_answer().status, 408);
  EXPECT_EQ(with_line.read_to_the_end(), "");
  Client without_line(server.port(), Greeting{});
  without_line.send("GET / HT");
  EXPECT_EQ(without_line.read_to_the_end(), "");
}

TEST(TimeLimits, row_231_a_body_that_dawdles_gets_408) {
  Limits limits;
  limits.body_grace = 60ms;
  Server server(limits);
  Client client(server.port(), Greeting{});
  client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\nfour");
  const Answer answer = client.read_answer();
  EXPECT_EQ(answer.status, 408);
  EXPECT_EQ(answer.body, "TIMEOUT PUT");
  EXPECT_EQ(client.read_to_the_end(), "");
}

TEST(TimeLimits, a_body_that_keeps_its_pace_gets_more_time_than_the_grace) {
  Limits limits;
  limits.body_grace = 60ms;
  limits.body_rate = 2;
  Server server(limits);
  Client client(server.port(), Greeting{});
  client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nseven b");
  EXPECT_FALSE(client.hears_something_within(300ms));
  client.send("y");
  EXPECT_EQ(client.read_answer().status, 200);
}

TEST(TimeLimits, row_231_a_client_that_does_not_read_is_dropped) {
  Limits limits;
  limits.write_stall = 100ms;
  Server server(limits);
  Client client(server.port(), Greeting{});
  std::string requests;
  for (int i = 0; i < 40; ++i) requests += get_request("/big");
  client.send(requests);
  Client other(server.port(), Greeting{});
  while (server.listener->connections() > 1) EXPECT_EQ(other.get("/").status, 200);
  const auto received = client.read_to_the_end();
  ASSERT_TRUE(received);
  EXPECT_LT(received->size(), 40u * 1024 * 1024);
}

TEST(TimeLimits, a_client_that_goes_on_sending_after_the_last_word_is_cut_off) {
  Limits limits;
  limits.linger = 60ms;
  Server server(limits);
  Client client(server.port());
  client.send("this is not TLS at all, as anyone can see\r\n\r\n");
  EXPECT_TRUE(client.read_to_the_end());
  Client other(server.port(), Greeting{});
  while (server.listener->connections() > 1) EXPECT_EQ(other.get("/").status, 200);
}

}  // namespace
}  // namespace guichet::http
