// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/key.hpp"
#include "crypto/x509.hpp"

namespace guichet::crypto {

/// The header of a JWT signed with the key of `certificate`: typ, alg RS256, x5t and x5t#S256 (RFC
/// 7515 4.1). Always the same bytes for the same certificate.
std::string rs256_header(const Certificate& certificate);

/// `claims`, a JSON object, signed with RS256 (RFC 7518 3.3) in the compact form (RFC 7515 7.1).
/// About half a millisecond.
std::string signed_jwt(std::string_view header, std::string_view claims, const PrivateKey& key);

/// The claims in `token`, unread, if its header is `header` byte by byte and its signature one of
/// `key`. Whoever knows his signer's header needs none from a stranger, and so there is no
/// algorithm to choose and no "none" (RFC 8725 3.1).
std::optional<std::string> claims_of_jwt(std::string_view token, std::string_view header,
                                         const PublicKey& key);

}  // namespace guichet::crypto
