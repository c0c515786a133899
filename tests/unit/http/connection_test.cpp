// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "server.hpp"

namespace guichet::http {
namespace {

using namespace std::chrono_literals;

std::string put_request(const std::string& target, const std::string& fields,
                        const std::string& body = "") {
  return "PUT " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}

TEST(Connection, answers_one_request_after_the_other_and_stays_open) {
  Server server;
  Client client(server.port(), Greeting{});
  for (const std::string target : {"/first", "/second", "/third"}) {
    const Answer answer = client.get(target);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.field("X-Target"), target);
    EXPECT_EQ(answer.field("Date"), "Mon, 23 Nov 2026 12:00:00 GMT");
    EXPECT_EQ(answer.field("Connection"), "");
  }
}

TEST(Connection, answers_pipelined_requests_in_their_order) {
  Server server;
  Client client(server.port(), Greeting{});
  std::string requests;
  for (int i = 0; i < 40; ++i)
    requests += put_request("/" + std::to_string(i), "Content-Length: 2\r\n", "ab");
  client.send(requests);
  for (int i = 0; i < 40; ++i)
    EXPECT_EQ(client.read_answer().body, "PUT /" + std::to_string(i) + " ab");
}

TEST(Connection, reads_a_request_that_comes_byte_by_byte) {
  Server server;
  Client client(server.port(), Greeting{});
  for (const char byte :
       put_request("/slow", "Transfer-Encoding: chunked\r\n", "2\r\nab\r\n0\r\n\r\n"))
    client.send(std::string(1, byte));
  EXPECT_EQ(client.read_answer().body, "PUT /slow ab");
}

TEST(Connection, closes_when_the_client_or_the_answer_says_so) {
  Server server;
  Client asks(server.port(), Greeting{});
  asks.send(get_request("/a", "Connection: close\r\n") + get_request("/b"));
  EXPECT_EQ(asks.read_answer().field("Connection"), "close");
  EXPECT_EQ(asks.read_to_the_end(), "");
  Client is_told(server.port(), Greeting{});
  EXPECT_EQ(is_told.get("/close").field("Connection"), "close");
  EXPECT_EQ(is_told.read_to_the_end(), "");
}

TEST(Connection, answers_head_without_the_body_and_204_without_a_length) {
  Server server;
  Client client(server.port(), Greeting{});
  client.send("HEAD /big HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.read_answer(true).field("Content-Length"), "1048576");
  EXPECT_EQ(client.get("/none").field("Content-Length"), "");
  EXPECT_EQ(client.get("/next").body, "GET /next ");
}

TEST(Connection, writes_an_answer_that_is_larger_than_the_socket_takes) {
  Server server;
  Client client(server.port(), Greeting{});
  client.send(get_request("/big") + get_request("/big") + get_request("/big") +
              get_request("/after"));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.read_answer().body, std::string(1024 * 1024, 'b'));
  EXPECT_EQ(client.read_answer().body, "GET /after ");
}

class BothDoors : public ::testing::TestWithParam<message::Door> {
 protected:
  std::unique_ptr<Client> client() const {
    return GetParam() == message::Door::web ? std::make_unique<Client>(server.port())
                                            : std::make_unique<Client>(server.port(), Greeting{});
  }
  Server server{{}, GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Connection, BothDoors,
                         ::testing::Values(message::Door::api, message::Door::web));

TEST_P(BothDoors, a_body_arrives_whole_where_ever_the_first_record_ends) {
  constexpr std::size_t record = 16 * 1024;
  const auto reader = client();
  const std::size_t border = record - reader->get("/bytes/16000").head.size() - 2;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, border - 1, border, border + 1,
                                 border + record, border + record + 1, 4 * record}) {
    const std::string target = "/bytes/" + std::to_string(size);
    EXPECT_TRUE(reader->get(target).body == bytes_of_parrot(size)) << size;
    reader->send("HEAD " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(reader->read_answer(true).field("Content-Length"), std::to_string(size));
  }
  EXPECT_EQ(reader->get("/none").status, 204);
  EXPECT_EQ(reader->get("/after").body, "GET /after ");
}

TEST_P(BothDoors, answers_wait_in_order_and_whole_for_who_reads_late) {
  const auto reader = client();
  constexpr std::size_t answers = 300;
  const auto size_of = [](std::size_t number) { return 1 + number * 7'919 % 40'000; };
  std::string requests;
  for (std::size_t number = 0; number < answers; ++number)
    requests += get_request("/bytes/" + std::to_string(size_of(number)));
  reader->send(requests);
  for (std::size_t number = 0; number < answers; ++number)
    ASSERT_TRUE(reader->read_answer().body == bytes_of_parrot(size_of(number))) << number;
  EXPECT_EQ(reader->get("/after").body, "GET /after ");
}

TEST(Connection, words_a_refusal_and_closes) {
  Server server;
  struct Case {
    std::string request;
    int status;
  };
  for (const Case& refused :
       {Case{"GET / HTTP/1.0\r\n\r\n", 505}, Case{"GET / HTTP/1.1\r\n\r\n", 400},
        Case{"GET /" + std::string(8192, 'a') + " HTTP/1.1\r\n", 414},
        Case{get_request("/", "A: " + std::string(8192, 'a') + "\r\n"), 431},
        Case{get_request("/", "Transfer-Encoding: gzip\r\n"), 501},
        Case{get_request("/", "Expect: tea\r\n"), 417},
        Case{put_request("/", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n") +
                 get_request("/smuggled"),
             400}}) {
    Client client(server.port(), Greeting{});
    client.send(refused.request);
    const Answer answer = client.read_answer();
    EXPECT_EQ(answer.status, refused.status);
    EXPECT_EQ(answer.field("Connection"), "close");
    EXPECT_EQ(client.read_to_the_end(), "");
  }
  EXPECT_TRUE(server.parrot.requests.empty());
}

TEST(Connection, row_233_refuses_a_long_body_without_reading_it_and_the_client_can_read_why) {
  Server server;
  Client client(server.port(), Greeting{});
  client.send(put_request("/consents", "Content-Length: 262145\r\n", std::string(262145, 'b')));
  EXPECT_EQ(client.read_answer().status, 413);
  EXPECT_EQ(client.read_to_the_end(), "");
}

TEST(Connection, row_233_a_body_for_the_web_door_is_refused_at_the_other) {
  const std::string request = put_request("/web", "Content-Length: 2\r\n", "ab");
  Server api;
  Client at_api(api.port(), Greeting{});
  at_api.send(request);
  EXPECT_EQ(at_api.read_answer().status, 413);
  Server web({}, message::Door::web);
  Client at_web(web.port());
  at_web.send(request);
  EXPECT_EQ(at_web.read_answer().status, 200);
}

TEST(Connection, row_242_sends_100_only_when_the_body_is_wanted) {
  Server server;
  Client client(server.port(), Greeting{});
  client.send(put_request("/consents", "Content-Length: 2\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(client.read_answer().status, 100);
  client.send("ab");
  EXPECT_EQ(client.read_answer().body, "PUT /consents ab");
  client.send(put_request("/none", "Content-Length: 0\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(client.read_answer().status, 204);
  client.send(put_request("/none", "Content-Length: 2\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(client.read_answer().status, 413);
}

TEST(Connection, survives_a_conversation_that_throws) {
  Server server;
  Client client(server.port(), Greeting{});
  EXPECT_EQ(client.get("/throw").status, 0);
  EXPECT_EQ(Client(server.port(), Greeting{}).get("/next").status, 200);
}

TEST(Connection, gives_each_request_the_door_and_the_address_of_its_peer) {
  Server server({}, message::Door::web);
  Client client(server.port());
  EXPECT_EQ(client.get("/plain").status, 200);
  const message::Request& request = server.parrot.requests.at(0);
  EXPECT_EQ(request.door, message::Door::web);
  EXPECT_EQ(request.peer, "127.0.0.1");
  EXPECT_EQ(request.server_name, "");
  EXPECT_EQ(request.certificate, nullptr);
}

}  // namespace
}  // namespace guichet::http
