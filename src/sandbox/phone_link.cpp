// SPDX-License-Identifier: Apache-2.0
#include "sandbox/phone_link.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <utility>

#include "message/target.hpp"

namespace guichet::sandbox {
namespace {

namespace json = boost::json;

constexpr std::string_view association = "/.well-known/apple-app-site-association";

using Version = std::array<int, 3>;
/// Reference page, "Activer l'App2App", prerequisites: "version V6.4.0 et plus".
constexpr Version first_that_opens{6, 4, 0};

std::optional<Version> read_version(std::string_view text) {
  constexpr std::size_t most_digits = 4;
  Version version{};
  for (std::size_t i = 0; i < version.size(); ++i) {
    const std::string_view number = text.substr(0, text.find('.'));
    const auto read = std::from_chars(number.data(), number.data() + number.size(), version[i]);
    if (number.empty() || number.size() > most_digits ||
        read.ptr != number.data() + number.size() || version[i] < 0)
      return std::nullopt;
    text.remove_prefix(number.size());
    if (text.empty() == (i + 1 < version.size())) return std::nullopt;
    if (!text.empty()) text.remove_prefix(1);
  }
  return text.empty() ? std::optional(version) : std::nullopt;
}

/// A link as far as a phone looks at it.
struct Link {
  std::string host;  ///< with the port
  std::string target;
  bool secure;  ///< https: no telephone takes another as a universal link
};

/// Nothing if it is no web address, or one that would not fit into a header.
std::optional<Link> read_link(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (!std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; })) return std::nullopt;
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  const std::string_view name = text.substr(0, scheme);
  const bool secure = message::same_name(name, "https");
  if (!secure && !message::same_name(name, "http")) return std::nullopt;
  text.remove_prefix(scheme + 3);
  text = text.substr(0, text.find('#'));
  const std::size_t end = std::min(text.find_first_of("/?"), text.size());
  Link link{std::string(text.substr(0, end)), std::string(text.substr(end)), secure};
  if (!link.target.starts_with('/')) link.target.insert(0, "/");
  return link;
}

message::Request get(const std::string& host, std::string target) {
  message::Request request;
  request.method = "GET";
  request.target = std::move(target);
  request.headers.add("Host", host);
  request.door = message::Door::web;
  return request;
}

const json::array* array_at(const json::value& value, std::string_view pointer) {
  json::error_code error;
  const json::value* found = value.find_pointer(pointer, error);
  return found != nullptr ? found->if_array() : nullptr;
}

bool fits(const json::value& component, const std::string& path) {
  json::error_code error;
  const json::value* pattern = component.find_pointer("/~1", error);
  return pattern != nullptr && pattern->is_string() &&
         fnmatch(pattern->as_string().c_str(), path.c_str(), FNM_NOESCAPE) == 0;
}

/// Apple, applinks.Details: an app, and the patterns of what it opens.
bool may_open(const json::value& document, std::string_view app, const std::string& path) {
  const json::array* details = array_at(document, "/applinks/details");
  if (details == nullptr) return false;
  return std::ranges::any_of(*details, [&](const json::value& each) {
    const json::array* apps = array_at(each, "/appIDs");
    const json::array* components = array_at(each, "/components");
    return apps != nullptr && components != nullptr &&
           std::ranges::any_of(*apps,
                               [&](const json::value& one) {
                                 return one.is_string() && std::string_view(one.as_string()) == app;
                               }) &&
           std::ranges::any_of(*components,
                               [&](const json::value& one) { return fits(one, path); });
  });
}

WhyPages why_pages(const PhoneLine& line, const PhoneApp& app, const Link& link) {
  if (!app.installed || line.app.empty()) return WhyPages::not_installed;
  if (read_version(app.version).value_or(Version{}) < first_that_opens) return WhyPages::too_old;
  if (!app.opened_once) return WhyPages::never_opened;
  if (!link.secure) return WhyPages::not_associated;
  const auto file = line.fetch(get(link.host, std::string(association)));
  if (!file || file->status != 200) return WhyPages::not_associated;
  json::error_code error;
  const json::value document = json::parse(file->body, error);
  const std::string path(message::path_of(link.target));
  return !error && may_open(document, line.app, path) ? WhyPages::none : WhyPages::not_associated;
}

/// The port stays what it is: all names of the sandbox are this machine.
std::string on_the_web(const HostNames& hosts, const Link& link, std::string_view web_host) {
  const ServedHost served = hosts.find(link.host);
  if (served == hosts.find(web_host)) return "http://" + std::string(web_host) + link.target;
  const std::size_t colon = web_host.ends_with(']') ? std::string_view::npos : web_host.rfind(':');
  const std::string_view port = web_host.substr(std::min(colon, web_host.size()));
  return "http://" + hosts.name_of(*served.establishment, served.environment) + std::string(port) +
         link.target;
}

/// What the app's server says against the request.
OpenedLink turned_away(const Outcome<message::Response>& answer) {
  OpenedLink opened;
  if (!answer) {
    opened.end = LinkEnd::app_refuses;
    opened.refusal = answer.error();
  } else {
    opened.end = LinkEnd::to_tpp;
    opened.address = answer->headers.find("location").value_or("");
  }
  return opened;
}

OpenedLink in_browser(std::string address, WhyPages why) {
  OpenedLink opened;
  opened.end = LinkEnd::browser;
  opened.why = why;
  opened.address = std::move(address);
  return opened;
}

OpenedLink app_refuses(Refusal refusal) {
  OpenedLink opened;
  opened.end = LinkEnd::app_refuses;
  opened.refusal = std::move(refusal);
  return opened;
}

}  // namespace

std::string_view word_of(WhyPages why) {
  switch (why) {
    case WhyPages::not_installed:
      return "not_installed";
    case WhyPages::too_old:
      return "too_old";
    case WhyPages::never_opened:
      return "never_opened";
    case WhyPages::not_associated:
      return "not_associated";
    case WhyPages::not_for_customer:
      return "not_for_customer";
    case WhyPages::none:
      break;
  }
  return {};
}

bool is_app_version(std::string_view text) { return read_version(text).has_value(); }

OpenedLink open_link(const PhoneLine& line, const PhoneOwner& owner, std::string_view text,
                     std::string_view web_host) {
  const auto link = read_link(text);
  if (!link || !line.hosts.find(link->host)) return {};
  const WhyPages why = why_pages(line, owner.app, *link);
  if (why != WhyPages::none) return in_browser(on_the_web(line.hosts, *link, web_host), why);
  auto asked = line.read(get(link->host, link->target));
  if (!asked) return turned_away(asked.error());
  const auto serves = line.serves(std::string(asked->establishment->code), owner.psu);
  if (!serves) return app_refuses(serves.error());
  if (!*serves)
    return in_browser(on_the_web(line.hosts, *link, web_host), WhyPages::not_for_customer);
  OpenedLink opened;
  opened.end = LinkEnd::app_asks;
  opened.asks = *std::move(asked);
  return opened;
}

OpenedLink answer_link(const PhoneLine& line, const PhoneOwner& owner, std::string_view link,
                       std::string_view web_host, bool approves) {
  OpenedLink opened = open_link(line, owner, link, web_host);
  if (opened.end != LinkEnd::app_asks) return opened;
  auto address = line.decide(*std::exchange(opened.asks, std::nullopt), owner.psu, approves);
  if (!address && address.error().code == Code::oauth_access_denied)
    return in_browser(on_the_web(line.hosts, *read_link(link), web_host),
                      WhyPages::not_for_customer);
  if (!address) return app_refuses(std::move(address).error());
  opened.end = LinkEnd::to_tpp;
  opened.address = *std::move(address);
  return opened;
}

}  // namespace guichet::sandbox
