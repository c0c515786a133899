// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "crypto/key.hpp"
#include "crypto/x509.hpp"
#include "domain/clock.hpp"
#include "domain/outcome.hpp"
#include "domain/randomness.hpp"
#include "domain/tpp.hpp"

namespace guichet::counter {

/// The key with which the bank group vouches for a TPP, and the certificate that belongs to it,
/// published at /api/keyid/.
struct FallbackKey {
  crypto::PrivateKey key;
  crypto::Certificate certificate;
};

/// Where TPPs are sent when the API fails them (RTS article 33(4)).
struct FallbackDoor {
  std::string online_bank;  ///< "https://www.caisse-epargne.fr", without a slash at its end
  FallbackKey key;
};

inline constexpr std::chrono::seconds pass_lifetime{60};
/// Where the online bank takes passes.
inline constexpr std::string_view pass_path = "/se-connecter/sso";

/// What the bank says of a TPP to the online bank of one establishment: a JWT (RFC 7519), good for
/// `pass_lifetime` and once.
struct FallbackPass {
  std::string issuer;    ///< iss: the establishment's issuer
  std::string audience;  ///< aud: audience_at()
  std::string tpp;       ///< sub: organizationIdentifier
  std::string tpp_name;  ///< client_name
  Instant issued_at{};   ///< iat and nbf, whole seconds of the bank's clock
  Instant expires_at{};  ///< exp
  std::string id;        ///< jti
};

/// What names one establishment's online bank and no other: several share an address.
std::string audience_at(std::string_view online_bank, std::string_view establishment);

/// The JWT.
std::string signed_pass(const FallbackPass& pass, const FallbackKey& key);

/// What a JWT says that the key of `certificate` signed; nothing of it is judged. Refuses with
/// page_pass_refused what is not one, and says in the detail why.
Outcome<FallbackPass> read_pass(std::string_view jwt, const crypto::Certificate& certificate);

/// The address that `tpp` is sent to, a new pass in it. About half a millisecond.
std::string let_in(std::string_view online_bank, const FallbackKey& key,
                   std::string_view establishment, std::string_view issuer, const EnrolledTpp& tpp,
                   Instant now, Randomness& randomness);

}  // namespace guichet::counter
