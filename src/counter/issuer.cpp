// SPDX-License-Identifier: Apache-2.0
#include "counter/issuer.hpp"

#include <algorithm>

#include "domain/loopback.hpp"

namespace guichet::counter {
namespace {

constexpr std::string_view scheme = "https://";

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Where the port of `authority` begins, with its colon; its end if there is none.
std::size_t port_of(std::string_view authority) {
  const std::size_t colon = authority.rfind(':');
  const bool is_port = colon != std::string_view::npos && !authority.substr(colon).contains(']');
  return is_port ? colon : authority.size();
}

}  // namespace

std::string issuer_asked(const message::Request& request, std::string_view first) {
  std::string host(request.headers.find("host").value_or(""));
  std::ranges::transform(host, host.begin(), lowered);
  if (request.door == message::Door::web) {
    host.resize(port_of(host));
    if (host.empty() || is_loopback(host)) return std::string(first);
    host += first.substr(scheme.size() + port_of(first.substr(scheme.size())));
  }
  return std::string(scheme) + host;
}

}  // namespace guichet::counter
