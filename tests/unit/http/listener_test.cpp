// SPDX-License-Identifier: Apache-2.0
#include "http/listener.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <future>
#include <list>
#include <set>

#include "server.hpp"

namespace guichet::http {
namespace {

using namespace std::chrono_literals;

Outcome<std::unique_ptr<Listener>> bind_plain(Server& server, const std::string& host,
                                              std::uint16_t port) {
  ListenerSettings settings;
  settings.host = host;
  settings.port = port;
  settings.door = message::Door::web;
  return Listener::bind(settings, nullptr, server.parrot, server.clock);
}

void stop(Listener& listener, std::chrono::milliseconds grace) {
  listener.wind_down();
  listener.finish(std::chrono::steady_clock::now() + grace);
}

bool takes_connections(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int outcome = ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
  ::close(socket);
  return outcome == 0;
}

TEST(Listener, all_threads_share_one_port_that_was_free) {
  Server server({}, message::Door::web, 2);
  std::set<std::thread::id> threads;
  for (int i = 0; i < 200 && threads.size() < 2; ++i) {
    EXPECT_EQ(Client(server.port()).get("/").status, 200);
    threads.insert(server.parrot.threads.back());
  }
  EXPECT_EQ(threads.size(), 2u);
}

TEST(Listener, refuses_a_port_that_another_listener_holds) {
  Server server({}, message::Door::web, 2);
  const auto second = bind_plain(server, "127.0.0.1", server.port());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::internal);
  EXPECT_EQ(second.error().said,
            "127.0.0.1:" + std::to_string(server.port()) +
                " is already in use: another guichet may be running there; stop it or choose "
                "--web HOST:PORT");
}

TEST(Listener, takes_a_port_again_that_was_just_given_back) {
  Server server({}, message::Door::web, 2);
  const std::uint16_t port = server.port();
  EXPECT_EQ(Client(port).get("/close").status, 200);
  server.listener.reset();
  EXPECT_TRUE(bind_plain(server, "127.0.0.1", port));
}

TEST(Listener, refuses_a_host_that_is_no_address_or_not_of_this_machine) {
  Server server;
  EXPECT_FALSE(bind_plain(server, "bank.example", 0));
  EXPECT_FALSE(bind_plain(server, "", 0));
  EXPECT_FALSE(bind_plain(server, "192.0.2.1", 0));
  for (const std::string host : {"localhost", "[::1]", "::1"})
    EXPECT_TRUE(bind_plain(server, host, 0)) << host;
}

TEST(Listener, answers_nothing_before_it_is_started) {
  Server server;
  auto bound = bind_plain(server, "127.0.0.1", 0);
  ASSERT_TRUE(bound);
  Client client((*bound)->port());
  client.send(get_request("/early"));
  EXPECT_FALSE(client.hears_something_within(50ms));
  (*bound)->start();
  EXPECT_EQ(client.read_answer().status, 200);
}

TEST(Listener, closes_connections_above_its_cap_and_no_others) {
  Limits limits;
  limits.connections = 2;
  Server server(limits, message::Door::web);
  std::list<Client> inside;
  for (int i = 0; i < 2; ++i) EXPECT_EQ(inside.emplace_back(server.port()).get("/").status, 200);
  EXPECT_EQ(Client(server.port()).read_to_the_end(), "");
  EXPECT_EQ(inside.front().get("/").status, 200);
}

TEST(Listener, row_268_stop_lets_the_request_in_flight_finish_and_closes_idle_connections) {
  Limits limits;
  limits.linger = 20ms;
  // One worker: once it has closed the idle connection it winds down the busy one too.
  Server server(limits);
  Client idle(server.port(), Greeting{});
  EXPECT_EQ(idle.get("/").status, 200);
  Client busy(server.port(), Greeting{});
  busy.send(get_request("/wait"));
  server.parrot.await_a_guest();
  auto stopped = std::async(std::launch::async, [&] { stop(*server.listener, 10s); });
  EXPECT_EQ(idle.read_to_the_end(), "");
  server.parrot.open_gate();
  const Answer answer = busy.read_answer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.field("Connection"), "close");
  EXPECT_EQ(busy.read_to_the_end(), "");
}

TEST(Listener, stop_ends_what_has_not_finished_within_the_grace) {
  Server server;
  Client busy(server.port(), Greeting{});
  busy.send(get_request("/wait"));
  server.parrot.await_a_guest();
  stop(*server.listener, 20ms);
  EXPECT_EQ(busy.read_answer().status, 0);
  stop(*server.listener, 20ms);
}

TEST(Listener, row_268_wound_down_it_takes_no_connection_while_a_request_is_still_in_flight) {
  Server server;
  Client idle(server.port(), Greeting{});
  EXPECT_EQ(idle.get("/").status, 200);
  Client busy(server.port(), Greeting{});
  busy.send(get_request("/wait"));
  server.parrot.await_a_guest();
  server.listener->wind_down();  // here, on this thread: whoever has two listeners tells both
  EXPECT_EQ(idle.read_to_the_end(), "");
  EXPECT_FALSE(takes_connections(server.port()));
  server.parrot.open_gate();
  EXPECT_EQ(busy.read_answer().status, 200);
  server.listener->finish(std::chrono::steady_clock::now() + 10s);
}

}  // namespace
}  // namespace guichet::http
