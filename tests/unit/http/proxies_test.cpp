// SPDX-License-Identifier: Apache-2.0
#include "http/proxies.hpp"

#include <gtest/gtest.h>

#include "server.hpp"

namespace guichet::http {
namespace {

using namespace std::chrono_literals;

bool has(const std::string& words, const char* address) {
  const auto proxies = Proxies::read(words);
  EXPECT_TRUE(proxies) << proxies.error().said;
  return proxies && proxies->has(boost::asio::ip::make_address(address));
}

TEST(Proxies, are_addresses_and_networks_of_both_families) {
  const std::string words = " 192.0.2.10\t10.1.0.0/16  2001:db8:5::/48 ::1 ";
  for (const char* each : {"192.0.2.10", "10.1.0.0", "10.1.255.255", "2001:db8:5::", "::1",
                           "2001:db8:5:ffff:ffff:ffff:ffff:ffff"})
    EXPECT_TRUE(has(words, each)) << each;
  for (const char* each :
       {"192.0.2.11", "10.0.255.255", "10.2.0.0", "2001:db8:4::", "2001:db8:6::", "::2", "0.0.0.1"})
    EXPECT_FALSE(has(words, each)) << each;
}

TEST(Proxies, know_an_ipv4_address_that_a_socket_for_both_families_shows) {
  EXPECT_TRUE(has("192.0.2.10", "::ffff:192.0.2.10"));
  EXPECT_FALSE(has("192.0.2.10", "::ffff:192.0.2.11"));
  EXPECT_FALSE(has("::/0", "192.0.2.10"));
  EXPECT_FALSE(has("0.0.0.0/0", "2001:db8::7"));
}

TEST(Proxies, know_an_address_of_the_link_on_whatever_interface) {
  EXPECT_TRUE(has("fe80::/64", "fe80::1%lo"));
  EXPECT_TRUE(has("fe80::1", "fe80::1%lo"));
}

TEST(Proxies, are_none_by_default) {
  EXPECT_TRUE(Proxies{}.empty());
  EXPECT_TRUE(Proxies::read("  ")->empty());
  EXPECT_FALSE(has("", "127.0.0.1"));
}

TEST(Proxies, are_refused_where_a_word_is_no_address_and_no_network_and_the_word_is_named) {
  for (const std::string word :
       {"proxy.example", "192.0.2.10,192.0.2.11", "192.0.2", "192.0.2.010", "192.0.2.10:443", "/",
        "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/4294967320", "192.0.2.1/24",
        "2001:db8::/129", "2001:db8::1/64", "[::1]", "::ffff:192.0.2.10", "fe80::1%nowhere"}) {
    const auto refused = Proxies::read("127.0.0.1 " + word + " ::1");
    ASSERT_FALSE(refused) << word;
    EXPECT_TRUE(refused.error().said.starts_with("\"" + word + "\" is no")) << refused.error().said;
  }
}

TEST(ProxyComplaints, are_told_once_a_minute_with_how_many_there_were) {
  std::vector<std::string> told;
  ProxyComplaints complaints([&](std::string_view line) { told.emplace_back(line); });
  const ProxyComplaints::Time start{};
  complaints.add("192.0.2.10", "it begins with no PROXY header", start);
  complaints.add("192.0.2.11", "it begins with no PROXY header", start + 1s);
  complaints.add("192.0.2.12", "it begins with no PROXY header", start + 59s);
  complaints.add("192.0.2.13", "its PROXY header took too long", start + 60s);
  complaints.add("192.0.2.10", "its PROXY header took too long", start + 120s);
  EXPECT_EQ(told, (std::vector<std::string>{
                      "a connection of the proxy 192.0.2.10 was closed: it begins with no PROXY "
                      "header",
                      "a connection of the proxy 192.0.2.13 was closed: its PROXY header took too "
                      "long (and 2 more since the last such line)",
                      "a connection of the proxy 192.0.2.10 was closed: its PROXY header took too "
                      "long"}));
}

/// A plain listener to which this machine is a proxy.
class BehindProxy : public testing::Test {
 protected:
  explicit BehindProxy(std::chrono::milliseconds handshake = 10s) {
    ListenerSettings settings;
    settings.host = "127.0.0.1";
    settings.threads = 1;
    settings.door = message::Door::web;
    settings.limits.handshake = handshake;
    settings.proxies = *Proxies::read("127.0.0.0/8");
    settings.proxy_complaint = [this](std::string_view line) {
      const std::lock_guard lock(parrot_.mutex);
      complaints_.emplace_back(line);
    };
    listener_ = *Listener::bind(settings, nullptr, parrot_, clock_);
    listener_->start();
  }
  /// Complaints are made before the end of the connection is seen.
  std::vector<std::string> complaints() {
    const std::lock_guard lock(parrot_.mutex);
    return complaints_;
  }
  std::string peer_of_last() {
    const std::lock_guard lock(parrot_.mutex);
    return parrot_.requests.empty() ? "nobody asked" : parrot_.requests.back().peer;
  }

  Parrot parrot_;
  NoonOfTheDay clock_;
  std::vector<std::string> complaints_;
  std::unique_ptr<Listener> listener_;
};

class BehindSlowProxy : public BehindProxy {
 protected:
  BehindSlowProxy() : BehindProxy(60ms) {}
};

TEST_F(BehindProxy, the_client_of_the_header_is_the_peer_and_the_rest_of_the_segment_is_read) {
  Client client(listener_->port());
  client.send("PROXY TCP4 192.0.2.7 203.0.113.1 56324 443\r\n" + get_request("/first"));
  EXPECT_EQ(client.read_answer().body, "GET /first ");
  EXPECT_EQ(peer_of_last(), "192.0.2.7");
  EXPECT_EQ(client.get("/second").status, 200);
  EXPECT_EQ(peer_of_last(), "192.0.2.7");
}

TEST_F(BehindProxy, a_header_may_come_byte_by_byte) {
  Client client(listener_->port());
  for (const char byte : std::string("PROXY TCP6 2001:db8::7 2001:db8::1 56324 443\r\n")) {
    client.send({&byte, 1});
    EXPECT_FALSE(client.hears_something_within(1ms));
  }
  EXPECT_EQ(client.get("/").status, 200);
  EXPECT_EQ(peer_of_last(), "2001:db8::7");
}

TEST_F(BehindProxy, a_connection_of_the_proxys_own_has_its_address) {
  Client client(listener_->port());
  client.send("PROXY UNKNOWN\r\n");
  EXPECT_EQ(client.get("/").status, 200);
  EXPECT_EQ(peer_of_last(), "127.0.0.1");
}

TEST_F(BehindProxy, a_connection_without_header_is_closed_without_an_answer_and_told_of) {
  Client client(listener_->port());
  client.send(get_request("/"));
  EXPECT_EQ(client.read_to_the_end(), "");
  EXPECT_EQ(complaints(), std::vector<std::string>{"a connection of the proxy 127.0.0.1 was "
                                                   "closed: it begins with no PROXY header"});
}

TEST_F(BehindProxy, a_probe_that_only_connects_is_no_cause_for_complaint) {
  {
    const Client probe(listener_->port());
  }
  Client client(listener_->port());
  client.send("PROXY UNKNOWN\r\n");
  while (listener_->connections() > 1) EXPECT_EQ(client.get("/").status, 200);
  EXPECT_EQ(complaints(), std::vector<std::string>{});
}

TEST_F(BehindSlowProxy, a_header_that_dawdles_is_cut_off) {
  Client client(listener_->port());
  client.send("PROXY TCP4 ");
  EXPECT_EQ(client.read_to_the_end(), "");
  EXPECT_EQ(complaints(), std::vector<std::string>{"a connection of the proxy 127.0.0.1 was "
                                                   "closed: its PROXY header took too long"});
}

}  // namespace
}  // namespace guichet::http
