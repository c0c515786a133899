// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "client/application.hpp"
#include "client/failure.hpp"
#include "client/tokens.hpp"
#include "client/transport.hpp"
#include "domain/clock.hpp"
#include "domain/randomness.hpp"

namespace guichet::client {

inline constexpr std::string_view token_path = "/stet/psd2/oauth/token";

/// An authorization request under way: where the customer goes, and what is needed when he comes
/// back.
struct Authorization {
  std::string url;
  std::string redirect_uri;
  std::string state;
  std::string code_verifier;
};

/// Starts a redirect flow with a fresh state and PKCE S256 (RFC 6749 4.1.1, RFC 7636 4.1 to 4.3).
Authorization begin_authorization(const Application& application, std::string_view redirect_uri,
                                  std::string_view scope, Randomness& randomness);

/// What the bank said to the customer's browser when it sent him back.
struct Callback {
  std::optional<std::string> code;
  std::optional<std::string> state;
  std::optional<std::string> iss;
  std::optional<std::string> error;
  std::string error_description;
};

/// Reads the query of `target` (or of a whole address). A malformed or repeated parameter is a
/// failure.
Result<Callback> read_callback(std::string_view target);

/// The code of `callback`, if it answers this very request: state equal (RFC 6749 10.12), iss the
/// expected issuer (RFC 9207 2.4), no error. An error of the bank is put into words.
Result<std::string> code_of(const Authorization& authorization, const Callback& callback,
                            std::string_view issuer);

/// A token endpoint's answer: tokens, or what it refused.
struct TokenReply {
  std::optional<Tokens> tokens;  ///< nothing when refused
  Answer answer;
};

/// POST /oauth/token with the QWAC: exchanges a code (RFC 6749 4.1.3) or a refresh token (6).
class TokenEndpoint {
 public:
  TokenEndpoint(const Application& application, Transport& transport, const Clock& clock,
                Randomness& randomness)
      : application_(application), transport_(transport), clock_(clock), randomness_(randomness) {}

  Result<TokenReply> exchange(const Authorization& authorization, std::string_view code);
  /// The bank may hand back the same refresh token or leave it out; it is then carried over.
  Result<TokenReply> refresh(const Tokens& tokens);

 private:
  Result<TokenReply> post(std::string form, std::string_view former_refresh_token);
  Instant time_of(const Answer& answer) const;

  const Application& application_;
  Transport& transport_;
  const Clock& clock_;
  Randomness& randomness_;
};

/// Reads a token answer (RFC 6749 5.1). `now` starts expires_in.
Result<Tokens> read_tokens(std::string_view body, std::string_view former_refresh_token,
                           Instant now);

/// A new X-Request-ID: 32 hexadecimal digits in the form of a UUID (RFC 4122 4.4).
std::string new_request_id(Randomness& randomness);

}  // namespace guichet::client
