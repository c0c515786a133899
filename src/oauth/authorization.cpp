// SPDX-License-Identifier: Apache-2.0
#include "oauth/authorization.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "oauth/error_word.hpp"
#include "oauth/repetition.hpp"

namespace guichet::oauth {
namespace {

constexpr std::size_t longest_state = 2'048;  // bytes

/// What every refusal after the redirect URI is known is told with.
struct WayBack {
  std::string redirect_uri;
  std::optional<std::string> state;
};

using Refused = std::unexpected<AuthorizationRefusal>;

Refused on_a_page(Code code, std::string detail) {
  return Refused(AuthorizationRefusal{{code, {}, std::move(detail)}, {}, {}});
}

Refused by_redirect(const WayBack& way, Refusal refusal) {
  return Refused(AuthorizationRefusal{std::move(refusal), way.redirect_uri, way.state});
}

Refused by_redirect(const WayBack& way, Code code, std::string said) {
  return by_redirect(way, Refusal{code, std::move(said), {}});
}

std::string value_of(const message::Parameters& parameters, std::string_view name) {
  return std::string(message::single(parameters, name).value_or(""));
}

/// The scope word that is granted, or nothing. "offline_access" may stand beside it: every grant is
/// one.
std::optional<std::string> granted_scope(std::string_view asked) {
  std::string granted;
  bool offline = false;
  while (!asked.empty()) {
    const auto blank = asked.find(' ');
    const std::string_view word = asked.substr(0, blank);
    asked = blank == std::string_view::npos ? std::string_view{} : asked.substr(blank + 1);
    if (word == "offline_access" && !offline) {
      offline = true;
    } else if ((word == "aisp" || word == "cbpii") && granted.empty()) {
      granted = word;
    } else {
      return std::nullopt;
    }
  }
  if (granted.empty()) return std::nullopt;
  return granted;
}

bool opens(const std::set<TppRole>& roles, std::string_view scope) {
  return std::ranges::any_of(roles, [&](TppRole role) { return scope_of(role) == scope; });
}

Outcome<void> may_ask_for(const Clients& clients, const EnrolledTpp& client,
                          std::string_view scope) {
  GUICHET_CHECK(standing, clients.judge(client));
  if (!opens(client.roles, scope))
    return refuse(Code::oauth_unauthorized_client,
                  "The TPP is not enrolled with the role that this scope needs.");
  return {};
}

/// RFC 7636 4.2: base64url of a SHA-256 is 43 characters.
bool is_s256_challenge(std::string_view text) {
  return text.size() == 43 && std::ranges::all_of(text, [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_';
         });
}

std::expected<std::optional<std::string>, std::string> read_challenge(
    const message::Parameters& parameters, const Profile& profile) {
  const auto challenge = message::single(parameters, "code_challenge");
  const auto method = message::single(parameters, "code_challenge_method");
  if (!challenge) {
    if (method) return std::unexpected("code_challenge_method stands without code_challenge.");
    if (profile.pkce_required)
      return std::unexpected("code_challenge is required: PKCE with S256 (RFC 7636).");
    return std::nullopt;
  }
  // Without a method the RFC means plain, which is not offered.
  if (!method || *method != "S256") return std::unexpected("code_challenge_method must be S256.");
  if (!is_s256_challenge(*challenge))
    return std::unexpected("code_challenge must be the 43 base64url characters of a SHA-256.");
  return std::string(*challenge);
}

std::string with_query(std::string_view redirect_uri, const message::Parameters& added) {
  std::string target(redirect_uri);
  const bool has_query = target.find('?') != std::string::npos;
  std::string_view separator = !has_query                                       ? "?"
                               : target.ends_with('?') || target.ends_with('&') ? ""
                                                                                : "&";
  for (const auto& [name, value] : added) {
    target += separator;
    target += name + "=" + message::percent_encoded(value);
    separator = "&";
  }
  return target;
}

}  // namespace

bool has_registered(const EnrolledTpp& client, std::string_view redirect_uri) {
  return std::ranges::find(client.redirect_uris, redirect_uri) != client.redirect_uris.end();
}

std::expected<AuthorizationRequest, AuthorizationRefusal> read_authorization(
    const message::Parameters& parameters, const Clients& clients, const Profile& profile) {
  const auto client_id = message::single(parameters, "client_id");
  if (!client_id) return on_a_page(Code::page_client_unknown, "client_id is absent or repeated");
  const auto client = clients.find(*client_id);
  if (!client) return on_a_page(Code::page_client_unknown, "client_id is not enrolled");
  const auto redirect_uri = message::single(parameters, "redirect_uri");
  if (!redirect_uri)
    return on_a_page(Code::page_redirect_unknown, "redirect_uri is absent or repeated");
  if (!has_registered(*client, *redirect_uri))
    return on_a_page(Code::page_redirect_unknown, "redirect_uri is not registered for this client");

  WayBack way{std::string(*redirect_uri), std::nullopt};
  if (const auto state = message::single(parameters, "state")) {
    if (state->size() > longest_state)
      return by_redirect(way, Code::oauth_invalid_request, "state is longer than 2048 bytes.");
    way.state = *state;
  }
  if (auto said = said_of_repetition(parameters))
    return by_redirect(way, Code::oauth_invalid_request, *std::move(said));
  if (message::occurrences(parameters, "response_type") == 0)
    return by_redirect(way, Code::oauth_invalid_request,
                       "response_type is missing; it must be code.");
  if (value_of(parameters, "response_type") != "code")
    return by_redirect(way, Code::oauth_unsupported_response_type, "response_type must be code.");
  const auto scope = granted_scope(value_of(parameters, "scope"));
  if (!scope)
    return by_redirect(way, Code::oauth_invalid_scope,
                       "scope must be aisp; extended_transaction_history is not offered.");
  if (auto may = may_ask_for(clients, *client, *scope); !may)
    return by_redirect(way, std::move(may).error());
  auto challenge = read_challenge(parameters, profile);
  if (!challenge) return by_redirect(way, Code::oauth_invalid_request, challenge.error());

  AuthorizationRequest request;
  request.client_id = client->client_id;
  request.tpp = client->oid;
  request.tpp_name = client->name;
  request.redirect_uri = std::move(way.redirect_uri);
  request.state = std::move(way.state);
  request.scope = *scope;
  request.code_challenge = *std::move(challenge);
  return request;
}

Outcome<void> judge_way_back(const AuthorizationRequest& request, const ClientFinder& find_client) {
  const auto client = find_client(request.client_id);
  if (!client)
    return refuse(Code::page_client_unknown, {}, "client was removed while the customer was here");
  if (!has_registered(*client, request.redirect_uri))
    return refuse(Code::page_redirect_unknown, {},
                  "redirect_uri was withdrawn while the customer was here");
  return {};
}

Outcome<void> judge_again(const AuthorizationRequest& request, const Clients& clients) {
  GUICHET_CHECK(way_back, judge_way_back(request, clients.find));
  const auto client = clients.find(request.client_id);
  if (!client) return refuse(Code::oauth_unauthorized_client);
  return may_ask_for(clients, *client, request.scope);
}

std::string redirect_with_code(std::string_view redirect_uri, std::string_view code,
                               const std::optional<std::string>& state, std::string_view issuer) {
  message::Parameters added{{"code", std::string(code)}};
  if (state) added.emplace_back("state", *state);
  added.emplace_back("iss", issuer);
  return with_query(redirect_uri, added);
}

std::string redirect_with_error(std::string_view redirect_uri, const Refusal& refusal,
                                const std::optional<std::string>& state, std::string_view issuer) {
  message::Parameters added{{"error", std::string(entry_of(error_word_of(refusal.code)).name)}};
  added.emplace_back("error_description", refusal.said.empty()
                                              ? std::string(entry_of(refusal.code).text)
                                              : refusal.said);
  added.emplace_back("error_uri",
                     std::string(issuer) + "/errors/" + std::string(entry_of(refusal.code).name));
  if (state) added.emplace_back("state", *state);
  added.emplace_back("iss", issuer);
  return with_query(redirect_uri, added);
}

}  // namespace guichet::oauth
