// SPDX-License-Identifier: Apache-2.0
#include "http/proxy_header.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <charconv>
#include <cstdint>

namespace guichet::http {
namespace {

namespace ip = boost::asio::ip;
using State = ProxyHeader::State;

constexpr std::string_view line_start = "PROXY ";
constexpr std::size_t longest_line = 107;  // with its end
constexpr std::string_view line_end = "\r\n";

constexpr std::string_view signature{"\r\n\r\n\0\r\nQUIT\n", 12};
constexpr std::size_t fixed_part = 16;

constexpr ProxyHeader incomplete{State::incomplete};
constexpr ProxyHeader wrong{State::wrong};

bool may_become(std::string_view bytes, std::string_view start) {
  const std::size_t common = std::min(bytes.size(), start.size());
  return bytes.substr(0, common) == start.substr(0, common);
}

bool is_port(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size()) return false;
  return digits.size() == 1 || digits.front() != '0';
}

/// None if `text` is no address of this family.
std::optional<ip::address> address_of(std::string_view text, std::string_view family) {
  // Asio would stop at a zero byte, and take the name of a network interface behind a percent sign.
  if (text.find_first_not_of("0123456789abcdefABCDEF.:") != std::string_view::npos)
    return std::nullopt;
  boost::system::error_code error;
  ip::address address;
  if (family == "TCP4")
    address = ip::make_address_v4(text, error);
  else if (family == "TCP6")
    address = ip::make_address_v6(text, error);
  else
    return std::nullopt;
  return error ? std::nullopt : std::optional(unmapped(address));
}

ProxyHeader read_line(std::string_view bytes) {
  const std::size_t end = bytes.substr(0, longest_line).find(line_end);
  if (end == std::string_view::npos) return bytes.size() < longest_line ? incomplete : wrong;
  const std::size_t length = end + line_end.size();
  std::string_view rest = bytes.substr(line_start.size(), end - line_start.size());
  if (rest == "UNKNOWN" || rest.starts_with("UNKNOWN ")) return {State::whole, length};
  std::array<std::string_view, 5> words;  // family, source, destination, their ports
  for (std::string_view& word : words) {
    word = rest.substr(0, rest.find(' '));
    const bool is_last = &word == &words.back();
    if (is_last != (word.size() == rest.size())) return wrong;
    if (!is_last) rest.remove_prefix(word.size() + 1);
  }
  const auto source = address_of(words[1], words[0]);
  if (!source || !address_of(words[2], words[0]) || !is_port(words[3]) || !is_port(words[4]))
    return wrong;
  return {State::whole, length, source};
}

template <class Address>
ip::address address_at(std::string_view bytes) {
  typename Address::bytes_type address;
  std::copy_n(bytes.begin(), address.size(), address.begin());
  return unmapped(Address(address));
}

ProxyHeader read_binary(std::string_view bytes) {
  if (bytes.size() < fixed_part) return incomplete;
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
  enum Command : std::uint8_t { local = 0x20, proxy = 0x21 };
  const std::uint8_t command = byte(12);
  const std::uint8_t family = byte(13) >> 4;
  const std::uint8_t protocol = byte(13) & 0x0f;
  const std::size_t content = byte(14) * 256u + byte(15);
  const std::size_t length = fixed_part + content;
  if ((command != local && command != proxy) || length > longest_proxy_header) return wrong;
  constexpr std::uint8_t stream = 1;
  constexpr std::uint8_t unix_sockets = 3;
  constexpr std::uint8_t datagrams = 2;
  if (command == proxy && (family > unix_sockets || protocol > datagrams)) return wrong;
  const bool names_client = command == proxy && protocol == stream;
  // Two addresses and two ports.
  const bool is_ipv4 = names_client && family == 1;
  const bool is_ipv6 = names_client && family == 2;
  if ((is_ipv4 && content < 12) || (is_ipv6 && content < 36)) return wrong;
  if (bytes.size() < length) return incomplete;
  const std::string_view addresses = bytes.substr(fixed_part);
  if (is_ipv4) return {State::whole, length, address_at<ip::address_v4>(addresses)};
  if (is_ipv6) return {State::whole, length, address_at<ip::address_v6>(addresses)};
  return {State::whole, length};
}

}  // namespace

ProxyHeader read_proxy_header(std::string_view bytes) {
  if (!may_become(bytes, line_start) && !may_become(bytes, signature)) return wrong;
  if (bytes.starts_with(line_start)) return read_line(bytes);
  if (bytes.starts_with(signature)) return read_binary(bytes);
  return incomplete;
}

ip::address unmapped(const ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return ip::make_address_v4(ip::v4_mapped, address.to_v6());
}

}  // namespace guichet::http
