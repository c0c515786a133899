// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "domain/clock.hpp"

namespace guichet {

/// SHA-256 of a token or code: the only form in which one is kept.
using SecretHash = std::array<std::byte, 32>;

inline constexpr std::chrono::seconds code_lifetime{60};
inline constexpr std::chrono::seconds access_token_lifetime{3600};
/// 180 days of 86,400 s from the SCA (RTS article 10a), to the second.
inline constexpr std::chrono::seconds sca_validity{15'552'000};

/// Which grant: at most one per (establishment, PSU, TPP, role). The role is the scope word: aisp
/// or cbpii.
struct GrantKey {
  std::string establishment;
  std::string psu;
  std::string tpp;  ///< organizationIdentifier
  std::string role;
  GrantKey(std::string establishment_code, std::string psu_id, std::string tpp_oid,
           std::string role_word)
      : establishment(std::move(establishment_code)),
        psu(std::move(psu_id)),
        tpp(std::move(tpp_oid)),
        role(std::move(role_word)) {}
  GrantKey() = default;
  auto operator<=>(const GrantKey&) const = default;
};

/// An authorization code at rest (RFC 6749 4.1.2), single use.
struct AuthorizationCode {
  SecretHash code_hash{};
  GrantKey key;
  std::string client_id;
  std::string redirect_uri;
  std::optional<std::string> code_challenge;  ///< RFC 7636 S256
  Instant sca_at{};                           ///< when the customer proved who he is
  Instant expires_at{};
};

/// A pair of tokens and what they stand for. The refresh token lives until sca_at + sca_validity.
struct Grant {
  GrantKey key;
  std::string client_id;
  std::string scope;  ///< as granted: "aisp"
  SecretHash access_hash{};
  Instant access_expires_at{};
  SecretHash refresh_hash{};
  Instant sca_at{};
  /// RFC 8705: SHA-256 of the certificate that got the token, hex; a profile may hold calls to it.
  std::string certificate_thumbprint;
};

}  // namespace guichet
