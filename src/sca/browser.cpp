// SPDX-License-Identifier: Apache-2.0
#include "sca/browser.hpp"

namespace guichet::sca {

using message::Request;
using message::Response;

std::vector<std::pair<std::string_view, std::string_view>> cookies_of(const Request& request) {
  std::vector<std::pair<std::string_view, std::string_view>> cookies;
  for (const message::Header& header : request.headers.all()) {
    if (!message::same_name(header.name, "cookie")) continue;
    std::string_view rest = header.value;
    while (!rest.empty()) {
      const auto end = rest.find(';');
      std::string_view pair = rest.substr(0, end);
      rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
      while (pair.starts_with(' ')) pair.remove_prefix(1);
      const auto equals = pair.find('=');
      if (equals != std::string_view::npos)
        cookies.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
    }
  }
  return cookies;
}

std::string cookie_value(const Request& request, std::string_view name) {
  for (const auto& [cookie, value] : cookies_of(request))
    if (cookie == name) return std::string(value);
  return {};
}

Completion<Response> with_cookies(std::vector<std::string> lines, Completion<Response> done) {
  return [lines = std::move(lines), done = std::move(done)](Outcome<Response> response) mutable {
    if (response)
      for (const std::string& line : lines) response->headers.add("Set-Cookie", line);
    done(std::move(response));
  };
}

bool comes_from_elsewhere(const Request& request) {
  // Another bank of the group is the same site and yet somebody else.
  const std::string_view site = request.headers.find("sec-fetch-site").value_or("none");
  if (site != "same-origin" && site != "none") return true;
  const auto origin = request.headers.find("origin");
  if (!origin || *origin == "null") return false;
  const std::string_view scheme = request.door == message::Door::api ? "https://" : "http://";
  return !message::same_name(
      *origin, std::string(scheme) + std::string(request.headers.find("host").value_or("")));
}

bool is_a_browser(const Request& request) {
  return request.headers.find("sec-fetch-mode").value_or("") == "navigate";
}

}  // namespace guichet::sca
