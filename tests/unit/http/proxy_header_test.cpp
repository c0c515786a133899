// SPDX-License-Identifier: Apache-2.0
#include "http/proxy_header.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace guichet::http {
namespace {

using State = ProxyHeader::State;
using namespace std::string_literals;
using namespace std::string_view_literals;

constexpr std::string_view signature = "\r\n\r\n\0\r\nQUIT\n"sv;
constexpr std::string_view four_to_four = "\xC0\x00\x02\x07\xCB\x00\x71\x01\xDC\x04\x01\xBB"sv;

std::string binary(char command, char family, std::string_view content) {
  std::string bytes(signature);
  bytes += command;
  bytes += family;
  bytes += static_cast<char>(content.size() >> 8);
  bytes += static_cast<char>(content.size() & 0xff);
  return bytes.append(content);
}

std::string six_to_six(std::string_view source) {
  return std::string(source) + std::string(16, '\1') + "\xDC\x04\x01\xBB";
}

const std::string documentation_six = "\x20\x01\x0D\xB8"s + std::string(11, '\0') + "\x07";
const std::string mapped_four = std::string(10, '\0') + "\xFF\xFF\xC0\x00\x02\x07"s;

std::string client_of(const ProxyHeader& header) {
  return header.client ? header.client->to_string() : "none";
}

struct Known {
  std::string bytes;
  std::string client;
};

const std::vector<Known> good{
    {"PROXY TCP4 192.0.2.7 203.0.113.1 56324 443\r\n", "192.0.2.7"},
    {"PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255"},
    {"PROXY TCP4 192.0.2.7 203.0.113.1 0 443\r\n", "192.0.2.7"},
    {"PROXY TCP6 2001:db8::7 2001:DB8::1 56324 443\r\n", "2001:db8::7"},
    {"PROXY TCP6 ffff:f:f:f:f:f:f:ffff ffff:f:f:f:f:f:f:ffff 65535 65535\r\n",
     "ffff:f:f:f:f:f:f:ffff"},
    {"PROXY TCP6 ::ffff:192.0.2.7 ::1 56324 443\r\n", "192.0.2.7"},
    {"PROXY UNKNOWN\r\n", "none"},
    {"PROXY UNKNOWN 192.0.2.7 \x01 anything\r\n", "none"},
    {"PROXY UNKNOWN " + std::string(91, 'x') + "\r\n", "none"},
    {binary(0x21, 0x11, four_to_four), "192.0.2.7"},
    {binary(0x21, 0x21, six_to_six(documentation_six)), "2001:db8::7"},
    {binary(0x21, 0x21, six_to_six(mapped_four)), "192.0.2.7"},
    {binary(0x21, 0x11, std::string(four_to_four) + "\x04\x00\x01\x00"s), "192.0.2.7"},
    {binary(0x21, 0x11, std::string(four_to_four) + std::string(508, '\xFF')), "192.0.2.7"},
    {binary(0x20, 0x00, ""), "none"},
    {binary(0x20, 0x11, four_to_four), "none"},
    {binary(0x20, '\xFF', "a proxy's own"), "none"},
    {binary(0x21, 0x00, four_to_four), "none"},
    {binary(0x21, 0x12, four_to_four), "none"},
    {binary(0x21, 0x10, four_to_four), "none"},
    {binary(0x21, 0x31, std::string(216, '/')), "none"},
};

TEST(ProxyHeader,
     of_either_version_names_the_client_unless_it_is_the_proxys_own_or_of_another_kind) {
  for (const auto& [bytes, client] : good) {
    const ProxyHeader header = read_proxy_header(bytes);
    EXPECT_EQ(header.state, State::whole) << bytes;
    EXPECT_EQ(client_of(header), client) << bytes;
  }
}

TEST(ProxyHeader, ends_before_what_follows_it_in_the_same_segment) {
  for (const auto& each : good) {
    const std::string followed = each.bytes + "\x16\x03\x01\r\n";
    EXPECT_EQ(read_proxy_header(followed).length, each.bytes.size()) << each.bytes;
  }
}

TEST(ProxyHeader, that_comes_in_pieces_is_incomplete_until_its_last_byte) {
  for (const auto& each : good)
    for (std::size_t size = 0; size < each.bytes.size(); ++size)
      EXPECT_EQ(read_proxy_header(each.bytes.substr(0, size)).state, State::incomplete)
          << each.bytes << " at " << size;
}

TEST(ProxyHeader, that_breaks_the_specification_is_wrong) {
  for (const std::string& bytes : {
           "\x16\x03\x01"s,
           "GET / HTTP/1.1\r\n"s,
           "PROXY\t"s,
           "proxy TCP4 "s,
           "PROXY \r\n"s,
           "PROXY TCP4\r\n"s,
           "PROXY TCP4 \r\n"s,
           "PROXY UNKNOWNS\r\n"s,
           "PROXY TCP4 192.0.2.7 203.0.113.1 56324\r\n"s,
           "PROXY TCP4 192.0.2.7 203.0.113.1 56324 443 \r\n"s,
           "PROXY TCP4 192.0.2.7 203.0.113.1 56324 443 1\r\n"s,
           "PROXY TCP4  192.0.2.7 203.0.113.1 56324 443\r\n"s,
           "PROXY  TCP4 192.0.2.7 203.0.113.1 56324 443\r\n"s,
           "PROXY TCP4 192.0.2.7 203.0.113.1 56324 65536\r\n"s,
           "PROXY TCP4 192.0.2.7 203.0.113.1 056324 443\r\n"s,
           "PROXY TCP4 192.0.2.7 203.0.113.1 +1 443\r\n"s,
           "PROXY TCP4 192.0.2.7 203.0.113.1 -1 443\r\n"s,
           "PROXY TCP4 192.0.2.7 203.0.113.1 1 \r\n"s,
           "PROXY TCP4 192.0.2.07 203.0.113.1 56324 443\r\n"s,
           "PROXY TCP4 192.0.2.256 203.0.113.1 56324 443\r\n"s,
           "PROXY TCP4 192.0.2.7 localhost 56324 443\r\n"s,
           "PROXY TCP4 192.0.2.7\0 203.0.113.1 56324 443\r\n"s,
           "PROXY TCP4 2001:db8::7 2001:db8::1 56324 443\r\n"s,
           "PROXY TCP6 192.0.2.7 203.0.113.1 56324 443\r\n"s,
           "PROXY TCP6 fe80::1%lo 2001:db8::1 56324 443\r\n"s,
           "PROXY UDP4 192.0.2.7 203.0.113.1 56324 443\r\n"s,
           "PROXY UNKNOWN " + std::string(92, 'x') + "\r\n",
           std::string("PROXY UNKNOWN ").append(93, 'x'),
           "\r\n\r\nGET /"s,
           binary(0x11, 0x11, four_to_four),
           binary(0x22, 0x11, four_to_four),
           binary(0x21, 0x41, four_to_four),
           binary(0x21, 0x13, four_to_four),
           binary(0x21, 0x11, four_to_four.substr(1)),
           binary(0x21, 0x21, six_to_six(documentation_six).substr(1)),
           binary(0x21, 0x11, std::string(four_to_four) + std::string(509, '\0')),
           binary(0x20, 0x00, std::string(521, '\0')),
       })
    EXPECT_EQ(read_proxy_header(bytes).state, State::wrong) << bytes;
}

TEST(ProxyHeader, that_says_it_is_longer_than_a_segment_is_not_waited_for) {
  const std::string bytes = std::string(signature) + "\x21\x11\xFF\xFF"s;
  EXPECT_EQ(read_proxy_header(bytes).state, State::wrong);
}

}  // namespace
}  // namespace guichet::http
