// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "domain/outcome.hpp"
#include "domain/profile.hpp"
#include "domain/tpp.hpp"
#include "message/target.hpp"

namespace guichet::oauth {

/// A good GET /authorize (RFC 6749 4.1.1, RFC 7636 4.3).
struct AuthorizationRequest {
  std::string client_id;
  std::string tpp;       ///< organizationIdentifier of the client
  std::string tpp_name;  ///< from the register, never from the request
  std::string redirect_uri;
  std::optional<std::string> state;
  std::string scope;  ///< as granted: "aisp" or "cbpii"
  std::optional<std::string> code_challenge;
};

/// Why it is not good. Without `redirect_uri` the customer must be told on a page of ours, because
/// the address to return to is not to be trusted; with it the TPP is told by a redirect.
struct AuthorizationRefusal {
  Refusal refusal;
  std::optional<std::string> redirect_uri;
  std::optional<std::string> state;
};

using ClientFinder = std::function<std::shared_ptr<const EnrolledTpp>(std::string_view client_id)>;

/// Who is enrolled where the customer is, and what is thought of them there.
struct Clients {
  ClientFinder find;
  /// Whether the bank and the public register leave the TPP its right. Refuses with tpp_suspended.
  std::function<Outcome<void>(const EnrolledTpp& client)> judge;
};

/// True if `client` registered `redirect_uri`, byte by byte.
bool has_registered(const EnrolledTpp& client, std::string_view redirect_uri);

/// Judges the parameters of GET /authorize. page_client_unknown and page_redirect_unknown come
/// without redirect; the OAuth codes and tpp_suspended with it. Rows 91 to 103.
std::expected<AuthorizationRequest, AuthorizationRefusal> read_authorization(
    const message::Parameters& parameters, const Clients& clients, const Profile& profile);

/// Whether the address to return to, which was good when `request` was read, is so still: whoever
/// registered it may have taken it away since. Refuses with page_client_unknown and
/// page_redirect_unknown (RFC 6749 3.1.2.4: nobody is sent there).
Outcome<void> judge_way_back(const AuthorizationRequest& request, const ClientFinder& find_client);

/// The same, and whether the TPP still has what the scope needs. Refuses with tpp_suspended and
/// oauth_unauthorized_client too, which the TPP is told by a redirect.
Outcome<void> judge_again(const AuthorizationRequest& request, const Clients& clients);

/// The redirect target with code, state and iss (RFC 6749 4.1.2, RFC 9207).
std::string redirect_with_code(std::string_view redirect_uri, std::string_view code,
                               const std::optional<std::string>& state, std::string_view issuer);

/// The redirect target with error, error_description, error_uri, state and iss (RFC 6749 4.1.2.1):
/// the word of OAuth for `refusal`, its own text, and the page of its code on the host of `issuer`.
std::string redirect_with_error(std::string_view redirect_uri, const Refusal& refusal,
                                const std::optional<std::string>& state, std::string_view issuer);

}  // namespace guichet::oauth
