// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "domain/outcome.hpp"

namespace guichet::http {

/// The addresses whose connections begin with a PROXY header that says for whom they are.
class Proxies {
 public:
  /// Of addresses and networks separated by blanks: "192.0.2.10 2001:db8::/64". Refuses with
  /// internal and a `said` of one line that names the word which is neither.
  static Outcome<Proxies> read(std::string_view words);

  bool empty() const { return ipv4_.empty() && ipv6_.empty(); }
  bool has(const boost::asio::ip::address& address) const;

 private:
  bool add(std::string_view word);

  // Canonical: without bits beyond the prefix.
  std::vector<boost::asio::ip::network_v4> ipv4_;
  std::vector<boost::asio::ip::network_v6> ipv6_;
};

/// Tells of connections of proxies that were closed for want of their header: one line a minute,
/// with how many there were meanwhile. Any thread.
class ProxyComplaints {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Tell = std::function<void(std::string_view line)>;

  /// `tell` empty: nobody is told.
  explicit ProxyComplaints(Tell tell) : tell_(std::move(tell)) {}

  /// `fault` ends the sentence "a connection of the proxy ... was closed: ".
  void add(const std::string& proxy, std::string_view fault, Time now);

 private:
  const Tell tell_;
  std::mutex mutex_;
  Time next_ = Time::min();
  long untold_ = 0;
};

}  // namespace guichet::http
