// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <set>
#include <string>

#include "domain/grant.hpp"
#include "domain/outcome.hpp"
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
  Instant now{};
};

/// RFC 6749 5.1.
struct TokenAnswer {
  std::string access_token;
  std::chrono::seconds expires_in{};
  std::string scope;
  std::string refresh_token;
};

/// The token endpoint. Secrets exist in clear in the answer only. Safe on any thread.
class TokenDesk {
 public:
  TokenDesk(store::GrantBook& grants, Randomness& randomness, ClientFinder find_client);

  /// grant_type authorization_code or refresh_token (RFC 6749 4.1.3 and 6, RFC 7636 4.6). The
  /// refresh token comes back unchanged; the refresh's scope reads "aisp offline_access" as on the
  /// reference page. Refuses with the oauth_* codes. Rows 104 to 127.
  void answer(const TokenCaller& caller, const message::Request& request,
              const message::Parameters& form, Completion<TokenAnswer> done);

  /// RFC 7009: ends the pair of the token in `form`; also answers well for a token that is not
  /// there.
  void revoke(const TokenCaller& caller, const message::Parameters& form, Completion<void> done);

 private:
  void exchange(const TokenCaller& caller, const message::Parameters& form,
                Completion<TokenAnswer> done);
  void refresh(const TokenCaller& caller, const message::Parameters& form,
               Completion<TokenAnswer> done);
  Outcome<std::shared_ptr<const EnrolledTpp>> authenticate(const TokenCaller& caller,
                                                           const message::Parameters& form) const;

  store::GrantBook& grants_;
  Randomness& randomness_;
  ClientFinder find_client_;
};

}  // namespace guichet::oauth
