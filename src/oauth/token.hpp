// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <set>
#include <string>

#include "domain/environment.hpp"
#include "domain/grant.hpp"
#include "domain/outcome.hpp"
#include "domain/profile.hpp"
#include "domain/randomness.hpp"
#include "domain/tpp.hpp"
#include "message/request.hpp"
#include "message/target.hpp"
#include "oauth/authorization.hpp"
#include "store/grant_book.hpp"

namespace guichet::oauth {

/// Who asks for a token: what the QWAC said, before the client_id is compared with it.
struct TokenCaller {
  std::string establishment;
  std::string oid;          ///< organizationIdentifier of the QWAC
  std::set<TppRole> roles;  ///< of the QWAC
  std::string thumbprint;   ///< of the QWAC
  Environment environment = Environment::sandbox;
  Instant now{};
};

/// The scope of a token for the enrolment API, and the client_id to ask for it with, which belongs
/// to no TPP ("API Enregistrement DSP2"): the QWAC says who asks.
inline constexpr std::string_view registration_scope = "manageRegistration";
std::string_view registration_client_id(Environment environment);
/// The role of such a token's grant: one for each environment, which know nothing of each other.
std::string registration_role(Environment environment);

/// RFC 6749 5.1.
struct TokenAnswer {
  std::string access_token;
  std::chrono::seconds expires_in{};
  std::string scope;
  std::string refresh_token;  ///< empty: none is given
};

/// The token endpoint. Secrets exist in clear in the answer only. Safe on any thread.
class TokenDesk {
 public:
  TokenDesk(store::GrantBook& grants, Randomness& randomness, ClientFinder find_client,
            Profiles profiles);

  /// grant_type authorization_code or refresh_token (RFC 6749 4.1.3 and 6, RFC 7636 4.6), or
  /// client_credentials with registration_client_id for a token of registration_scope. The
  /// refresh token comes back unchanged; the refresh's scope reads "aisp offline_access" as on the
  /// reference page. Refuses with the oauth_* codes. Rows 104 to 127.
  void answer(const TokenCaller& caller, const message::Request& request,
              const message::Parameters& form, Completion<TokenAnswer> done);

  /// Whether `request` wants to be let in at the online bank: client_credentials, and a header
  /// fallback. Every other request is answer's.
  static bool is_for_fallback(const TokenCaller& caller, const message::Request& request,
                              const message::Parameters& form);

  /// Who may be let in there: with the header fallback: 1, scope aisp, and the role PSP_AI in
  /// certificate and enrolment. Gives no token. Refuses with the oauth_* codes. Rows 119 and 120.
  Outcome<std::shared_ptr<const EnrolledTpp>> admit_to_fallback(
      const TokenCaller& caller, const message::Request& request,
      const message::Parameters& form) const;

  /// RFC 7009: ends the pair of the token in `form`; also answers well for a token that is not
  /// there. The client authenticates itself as for `answer`.
  void revoke(const TokenCaller& caller, const message::Request& request,
              const message::Parameters& form, Completion<void> done);

 private:
  void exchange(const TokenCaller& caller, const message::Parameters& form,
                Completion<TokenAnswer> done);
  void refresh(const TokenCaller& caller, const message::Parameters& form,
               Completion<TokenAnswer> done);
  void give_registration_token(const TokenCaller& caller, const message::Parameters& form,
                               Completion<TokenAnswer> done);
  Outcome<std::shared_ptr<const EnrolledTpp>> authenticate(const TokenCaller& caller,
                                                           const message::Parameters& form) const;

  store::GrantBook& grants_;
  Randomness& randomness_;
  ClientFinder find_client_;
  Profiles profiles_;
};

}  // namespace guichet::oauth
