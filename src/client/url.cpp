// SPDX-License-Identifier: Apache-2.0
#include "client/url.hpp"

#include <algorithm>
#include <charconv>

#include "domain/loopback.hpp"

namespace guichet::client {
namespace {

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

int own_port(std::string_view scheme) { return scheme == "https" ? 443 : 80; }

bool has_a_blank_or_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7f;
  });
}

/// Splits "host", "host:8443" or "[::1]:8443".
bool read_authority(std::string_view authority, Url& url) {
  const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
  if (bracket == std::string_view::npos) return false;
  const std::size_t colon = authority.find(':', bracket);
  url.host = lower_case(authority.substr(0, colon));
  url.port = own_port(url.scheme);
  if (url.host.empty()) return false;
  if (colon == std::string_view::npos) return true;
  const std::string_view port = authority.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
  return error == std::errc{} && end == port.data() + port.size() && url.port > 0 &&
         url.port < 65536;
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
  if (has_a_blank_or_control(text)) return std::nullopt;
  const std::size_t mark = text.find("://");
  if (mark == std::string_view::npos) return std::nullopt;
  Url url;
  url.scheme = lower_case(text.substr(0, mark));
  if (url.scheme != "http" && url.scheme != "https") return std::nullopt;
  text = text.substr(mark + 3);
  text = text.substr(0, text.find('#'));
  const std::size_t end = std::min(text.find_first_of("/?"), text.size());
  const std::string_view authority = text.substr(0, end);
  if (authority.contains('@') || !read_authority(authority, url)) return std::nullopt;
  url.target = std::string(text.substr(end));
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  return url;
}

std::optional<Url> resolved(const Url& base, std::string_view reference) {
  reference = reference.substr(0, reference.find('#'));
  if (has_a_blank_or_control(reference)) return std::nullopt;
  if (reference.starts_with("//")) return parse_url(base.scheme + ":" + std::string(reference));
  const std::size_t colon = reference.find(':');
  if (colon < reference.find_first_of("/?")) return parse_url(reference);
  Url url = base;
  if (reference.empty()) return url;
  const std::string path = base.target.substr(0, base.target.find('?'));
  if (reference.starts_with('/'))
    url.target = std::string(reference);
  else if (reference.starts_with('?'))
    url.target = path + std::string(reference);
  else
    url.target = path.substr(0, path.rfind('/') + 1) + std::string(reference);
  return url;
}

std::string Url::origin() const {
  std::string text = scheme + "://" + host;
  if (port != own_port(scheme)) text += ":" + std::to_string(port);
  return text;
}

bool same_origin(const Url& a, const Url& b) {
  return a.scheme == b.scheme && a.host == b.host && a.port == b.port;
}

bool is_loopback(const Url& url) { return guichet::is_loopback(url.host); }

}  // namespace guichet::client
