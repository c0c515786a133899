// SPDX-License-Identifier: Apache-2.0
#include "counter/routes.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "message/target.hpp"

namespace guichet::counter {
namespace {

constexpr std::size_t kib = 1024;
constexpr std::size_t no_body = 0;

// clang-format off
constexpr std::array routes{
  Route{"GET",  "/stet/psd2/{version}/accounts",                                              Kind::ais,   Endpoint::accounts,            no_body},
  Route{"GET",  "/stet/psd2/{version}/accounts/{account}/balances",                           Kind::ais,   Endpoint::balances,            no_body},
  Route{"GET",  "/stet/psd2/{version}/accounts/{account}/transactions",                       Kind::ais,   Endpoint::transactions,        no_body},
  Route{"GET",  "/stet/psd2/{version}/accounts/{account}/transactions/{transaction}/details", Kind::ais,   Endpoint::transaction_details, no_body},
  Route{"GET",  "/stet/psd2/{version}/accounts/{account}/overdrafts",                         Kind::ais,   Endpoint::overdrafts,          no_body},
  Route{"GET",  "/stet/psd2/{version}/end-user-identity",                                     Kind::ais,   Endpoint::end_user_identity,   no_body},
  Route{"PUT",  "/stet/psd2/{version}/consents",                                              Kind::ais,   Endpoint::consents,            256 * kib},
  Route{"POST", "/stet/psd2/oauth/token",                                                     Kind::token, Endpoint::token,               16 * kib},
  Route{"POST", "/stet/psd2/oauth/revoke",                                                    Kind::token, Endpoint::revoke,              16 * kib},
  Route{"POST", "/stet/setting/v1/register",                                                  Kind::enrolment, Endpoint::register_client,    64 * kib},
  Route{"GET",  "/stet/setting/v1/register/{client}",                                         Kind::enrolment, Endpoint::read_registration,  no_body},
  Route{"PUT",  "/stet/setting/v1/register/{client}",                                         Kind::enrolment, Endpoint::change_registration, 64 * kib},
  Route{"DELETE", "/stet/setting/v1/register/{client}",                                       Kind::enrolment, Endpoint::remove_registration, no_body},
  Route{"GET",  "/stet/psd2/oauth/authorize",                                                 Kind::page,  Endpoint::authorize,           no_body},
  Route{"GET",  "/stet/psd2/oauth/sca",                                                       Kind::page,  Endpoint::authentication_page, no_body},
  Route{"POST", "/stet/psd2/oauth/sca",                                                       Kind::form,  Endpoint::authentication_form, 16 * kib},
  Route{"GET",  "/permissions",                                                               Kind::page,  Endpoint::permissions,         no_body},
  Route{"GET",  "/permissions/closed",                                                        Kind::page,  Endpoint::permissions,         no_body},
  Route{"POST", "/permissions",                                                               Kind::form,  Endpoint::change_permissions,  16 * kib},
  Route{"GET",  "/.well-known/oauth-authorization-server",                                    Kind::open,  Endpoint::metadata,            no_body},
  Route{"GET",  "/.well-known/apple-app-site-association",                                    Kind::open,  Endpoint::apple_association,   no_body},
  Route{"GET",  "/.well-known/assetlinks.json",                                               Kind::open,  Endpoint::android_association, no_body},
  Route{"GET",  "/api/keyid/{name}",                                                          Kind::open,  Endpoint::response_certificate, no_body},
  Route{"GET",  "/_assets/{name}",                                                            Kind::open,  Endpoint::asset,               no_body},
  Route{"GET",  "/errors/",                                                                   Kind::open,  Endpoint::errors_index,        no_body},
  Route{"GET",  "/errors/{name}",                                                             Kind::open,  Endpoint::error_page,          no_body},
  Route{"GET",  "/",                                                                          Kind::open,  Endpoint::portal,              no_body, true},
  Route{"GET",  "/inspector/{name}",                                                          Kind::open,  Endpoint::inspector,           no_body, true},
};
// clang-format on

struct Segments {
  std::string_view rest;
  bool done = false;
  std::string_view next() {
    const auto slash = rest.find('/');
    const std::string_view segment = rest.substr(0, slash);
    done = slash == std::string_view::npos;
    rest.remove_prefix(done ? rest.size() : slash + 1);
    return segment;
  }
};

std::string* part_of(Match& match, std::string_view name) {
  if (name == "{version}") return &match.version_name;
  if (name == "{account}") return &match.account;
  if (name == "{transaction}") return &match.transaction;
  if (name == "{client}") return &match.client_id;
  return &match.name;
}

std::optional<Match> matched(const Route& route, std::string_view path) {
  if (!path.starts_with('/')) return std::nullopt;
  Match match;
  match.route = &route;
  Segments wanted{route.path.substr(1)};
  Segments given{path.substr(1)};
  while (!wanted.done && !given.done) {
    const std::string_view pattern = wanted.next();
    const std::string_view segment = given.next();
    if (!pattern.starts_with('{')) {
      if (pattern != segment) return std::nullopt;
      continue;
    }
    if (segment.empty()) return std::nullopt;
    auto decoded = message::percent_decoded(segment);
    if (!decoded) return std::nullopt;
    *part_of(match, pattern) = *std::move(decoded);
  }
  if (wanted.done != given.done) return std::nullopt;
  return match;
}

bool offers(const stet::Version& version, Endpoint endpoint) {
  if (endpoint == Endpoint::overdrafts) return version.offers_overdrafts;
  if (endpoint == Endpoint::transaction_details) return version.offers_details;
  return true;
}

Refusal came_later(const Match& match) {
  const auto offering = std::ranges::find_if(stet::versions, [&](const stet::Version& version) {
    return offers(version, match.route->endpoint);
  });
  return Refusal{Code::route_unknown, match.version_name +
                                          " does not have this method; it came with " +
                                          std::string(offering->name) + ", use /stet/psd2/" +
                                          std::string(offering->name) + "/."};
}

bool is_open_on(const Route& route, message::Door door) {
  if (door == message::Door::api) return !route.web_only;
  return route.kind != Kind::ais && route.kind != Kind::token && route.kind != Kind::enrolment;
}

/// What anybody may look at answers to HEAD (RFC 9110 9.3.2); data and the customer's way do not,
/// where a GET moves something: a counter, a journey.
bool answers_to_head(const Route& route) {
  return route.kind == Kind::open && route.method == "GET";
}

}  // namespace

Outcome<Match> match_route(std::string_view method, std::string_view path, message::Door door) {
  bool path_is_known = false;
  bool version_is_unknown = false;
  for (const Route& route : routes) {
    if (!is_open_on(route, door)) continue;
    auto match = matched(route, path);
    if (!match) continue;
    if (route.kind == Kind::ais) {
      match->version = stet::version_named(match->version_name);
      if (match->version == nullptr) {
        // "oauth" stands where a version would: another endpoint's path, not a version.
        version_is_unknown = version_is_unknown || match->version_name.starts_with('v');
        continue;
      }
      if (!offers(*match->version, route.endpoint)) return std::unexpected(came_later(*match));
    }
    path_is_known = true;
    if (route.method == method || (method == "HEAD" && answers_to_head(route)))
      return *std::move(match);
  }
  if (path_is_known) {
    return refuse(Code::method_not_allowed,
                  "Use " + allowed_methods(path, door) + " here, not this method.");
  }
  const std::string current = "/stet/psd2/" + std::string(stet::versions.back().name) + "/";
  if (version_is_unknown)
    return refuse(Code::version_unknown,
                  "This version of the API is not served; use " + current + ".");
  if (door == message::Door::api && path.starts_with("/stet/"))
    return refuse(Code::route_unknown, "Nothing is served under this path; start with GET " +
                                           current + "accounts and follow its links.");
  return refuse(Code::route_unknown);
}

std::string allowed_methods(std::string_view path, message::Door door) {
  std::string methods;
  for (const Route& route : routes) {
    if (!is_open_on(route, door) || !matched(route, path)) continue;
    if (!methods.empty()) methods += ", ";
    methods += route.method;
    if (answers_to_head(route)) methods += ", HEAD";
  }
  return methods;
}

std::size_t body_limit_of(std::string_view method, std::string_view path) {
  for (const Route& route : routes)
    if (route.body_limit > 0 && route.method == method && matched(route, path))
      return route.body_limit;
  return 16 * kib;
}

}  // namespace guichet::counter
