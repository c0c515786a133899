// SPDX-License-Identifier: Apache-2.0
#include "http/proxies.hpp"

#include <algorithm>
#include <sstream>

#include "http/proxy_header.hpp"

namespace guichet::http {
namespace {

namespace ip = boost::asio::ip;

constexpr std::chrono::minutes between_lines{1};
constexpr std::size_t longest_prefix = 3;  // digits; Asio would let more of them overflow

}  // namespace

Outcome<Proxies> Proxies::read(std::string_view words) {
  Proxies proxies;
  std::istringstream stream{std::string(words)};
  for (std::string word; stream >> word;)
    if (!proxies.add(word))
      return refuse(Code::internal,
                    "\"" + word + "\" is no address and no network; expected addresses such as " +
                        "192.0.2.10 or 2001:db8::7 and networks such as 10.1.0.0/16 or " +
                        "2001:db8::/64 (nothing behind the prefix), separated by blanks");
  return proxies;
}

bool Proxies::add(std::string_view word) {
  if (word.contains('%')) return false;  // an interface, which would not be looked at
  const bool is_ipv6 = word.contains(':');
  const auto slash = word.find('/');
  std::string network(word);
  if (slash == std::string_view::npos) network += is_ipv6 ? "/128" : "/32";
  if (slash != std::string_view::npos && word.size() - slash - 1 > longest_prefix) return false;
  boost::system::error_code error;
  if (is_ipv6) {
    const auto ipv6 = ip::make_network_v6(network, error);
    if (error || ipv6.canonical() != ipv6 || unmapped(ipv6.address()).is_v4()) return false;
    ipv6_.push_back(ipv6);
    return true;
  }
  const auto ipv4 = ip::make_network_v4(network, error);
  if (error || ipv4.canonical() != ipv4) return false;
  ipv4_.push_back(ipv4);
  return true;
}

bool Proxies::has(const ip::address& address) const {
  const ip::address peer = unmapped(address);
  if (peer.is_v4())
    return std::ranges::any_of(ipv4_, [&](const ip::network_v4& each) {
      return ip::make_network_v4(peer.to_v4(), each.prefix_length()).canonical() == each;
    });
  // Without the number of the interface that an address of the link carries.
  const ip::address_v6 ipv6(peer.to_v6().to_bytes());
  return std::ranges::any_of(ipv6_, [&](const ip::network_v6& each) {
    return ip::make_network_v6(ipv6, each.prefix_length()).canonical() == each;
  });
}

void ProxyComplaints::add(const std::string& proxy, std::string_view fault, Time now) {
  if (!tell_) return;
  const std::lock_guard lock(mutex_);
  if (now < next_) {
    ++untold_;
    return;
  }
  std::string line = "a connection of the proxy " + proxy + " was closed: " + std::string(fault);
  if (untold_ > 0) line += " (and " + std::to_string(untold_) + " more since the last such line)";
  untold_ = 0;
  next_ = now + between_lines;
  tell_(line);
}

}  // namespace guichet::http
