// SPDX-License-Identifier: Apache-2.0
#include "client/callback_listener.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

namespace guichet::client {
namespace {

Url loopback(int port) { return {"http", "127.0.0.1", port, "/callback"}; }

/// A browser's connection to the listener.
class Visitor {
 public:
  explicit Visitor(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  Visitor(const Visitor&) = delete;
  Visitor& operator=(const Visitor&) = delete;
  ~Visitor() { ::close(socket_); }

  void say(std::string_view text) const {
    EXPECT_EQ(::send(socket_, text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }
  std::string answer() const {
    std::string text;
    char bytes[1024];
    for (ssize_t count = 0; (count = ::recv(socket_, bytes, sizeof bytes, 0)) > 0;)
      text.append(bytes, static_cast<std::size_t>(count));
    return text;
  }

 private:
  int socket_;
};

TEST(CallbackListener, gives_the_target_of_the_redirect_and_a_page_to_the_browser) {
  auto listener = CallbackListener::open(loopback(0));
  ASSERT_TRUE(listener) << listener.error().said;
  const Visitor idle(listener->port());  // browsers open connections in advance and send nothing
  const Visitor favicon(listener->port());
  favicon.say("GET /favicon.ico HTTP/1.1\r\nHost: x\r\n\r\n");
  const Visitor browser(listener->port());
  browser.say("GET /callback?code=a%20b&state=s HTTP/1.1\r\nHo");
  browser.say("st: x\r\n\r\n");
  const auto target = listener->wait(std::chrono::seconds{10});
  ASSERT_TRUE(target) << target.error().said;
  EXPECT_EQ(*target, "/callback?code=a%20b&state=s");
  EXPECT_TRUE(browser.answer().starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(favicon.answer().starts_with("HTTP/1.1 404 Not Found\r\n"));
}

TEST(CallbackListener, stops_waiting_when_patience_ends) {
  auto listener = CallbackListener::open(loopback(0));
  ASSERT_TRUE(listener);
  const auto target = listener->wait(std::chrono::seconds{0});
  ASSERT_FALSE(target);
  EXPECT_TRUE(target.error().said.contains("nobody came back"));
}

TEST(CallbackListener, says_so_when_its_port_is_taken) {
  const auto first = CallbackListener::open(loopback(0));
  ASSERT_TRUE(first);
  const auto second = CallbackListener::open(loopback(first->port()));
  ASSERT_FALSE(second);
  EXPECT_TRUE(second.error().said.contains("cannot listen"));
}

TEST(CallbackListener, refuses_redirect_uris_that_are_not_on_this_machine) {
  EXPECT_FALSE(CallbackListener::open({"https", "myapp.fr", 443, "/Home"}));
  EXPECT_FALSE(CallbackListener::open({"https", "127.0.0.1", 8085, "/callback"}));
}

TEST(RequestLine, gives_the_target_of_a_get_only) {
  EXPECT_EQ(target_of_get("GET /callback?a=b HTTP/1.1\r\n"), "/callback?a=b");
  for (const char* head : {"", "GET", "GET / HTTP/1.1", "POST /x HTTP/1.1\r\n", "GET /x\r\n",
                           "GET  HTTP/1.1\r\n", "\r\n"})
    EXPECT_TRUE(target_of_get(head).empty() || target_of_get(head) == " ") << head;
}

}  // namespace
}  // namespace guichet::client
