// SPDX-License-Identifier: Apache-2.0
#include "stet/redirect_uri.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace guichet::stet {
namespace {

constexpr std::size_t longest_uri = 140;
constexpr std::size_t longest_host = 253;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// RFC 3986 2: unreserved, reserved, or a "%" with two hexadecimal digits behind it.
bool are_uri_characters(std::string_view uri) {
  constexpr std::string_view others = "-._~:/?#[]@!$&'()*+,;=";
  for (std::size_t i = 0; i < uri.size(); ++i) {
    if (uri[i] == '%') {
      if (i + 2 >= uri.size() || !is_hex(uri[i + 1]) || !is_hex(uri[i + 2])) return false;
      i += 2;
    } else if (!is_letter(uri[i]) && !is_digit(uri[i]) && !others.contains(uri[i])) {
      return false;
    }
  }
  return true;
}

/// Labels of letters, digits and hyphens with points between them; an IPv4 address is that too. A
/// name in another script stands in its ASCII form (RFC 3492).
bool is_host_name(std::string_view host) {
  if (host.empty() || host.size() > longest_host) return false;
  bool label_begins = true;
  for (const char c : host) {
    if (c == '.' && label_begins) return false;
    if (c != '.' && c != '-' && !is_letter(c) && !is_digit(c)) return false;
    label_begins = c == '.';
  }
  return !label_begins;
}

bool is_ipv6_literal(std::string_view host) {
  if (host.size() < 4 || !host.starts_with('[') || !host.ends_with(']')) return false;
  return std::ranges::all_of(host.substr(1, host.size() - 2),
                             [](char c) { return is_hex(c) || c == ':' || c == '.'; });
}

bool is_port(std::string_view port) {
  constexpr int highest = 65535;
  int number = 0;
  for (const char c : port) {
    if (!is_digit(c) || number > highest) return false;
    number = number * 10 + (c - '0');
  }
  return !port.empty() && number >= 1 && number <= highest;
}

struct Authority {
  std::string_view host;
  std::string_view port;
  bool has_port;
};

Authority split(std::string_view authority) {
  const std::size_t bracket = authority.find(']');
  const std::size_t from = bracket == std::string_view::npos ? 0 : bracket + 1;
  const std::size_t colon = authority.find(':', from);
  if (colon == std::string_view::npos) return {authority, {}, false};
  return {authority.substr(0, colon), authority.substr(colon + 1), true};
}

bool is_this_machine(std::string_view host) {
  constexpr std::array<std::string_view, 3> names{"127.0.0.1", "[::1]", "localhost"};
  return std::ranges::find(names, host) != names.end();
}

}  // namespace

std::string_view redirect_uri_fault(std::string_view uri) {
  constexpr std::string_view https = "https://";
  constexpr std::string_view http = "http://";
  if (uri.size() > longest_uri) return "at most 140 characters";
  if (!are_uri_characters(uri)) return "only characters of RFC 3986";
  if (uri.contains('#')) return "no fragment";
  const bool is_plain = uri.starts_with(http);
  if (!is_plain && !uri.starts_with(https)) return "an absolute URI with https";
  std::string_view authority = uri.substr(is_plain ? http.size() : https.size());
  authority = authority.substr(0, authority.find_first_of("/?"));
  if (authority.contains('@')) return "no user information";
  const auto [host, port, has_port] = split(authority);
  if (!is_host_name(host) && !is_ipv6_literal(host)) return "a host";
  if (has_port && !is_port(port)) return "a port from 1 to 65535";
  if (is_plain && !is_this_machine(host)) return "https, or http to 127.0.0.1, [::1] or localhost";
  return {};
}

}  // namespace guichet::stet
