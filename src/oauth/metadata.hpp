// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "domain/profile.hpp"

namespace guichet::oauth {

/// The authorization server's metadata (RFC 8414), with what RFC 8705 (mutual TLS), RFC 9207 (iss)
/// and RFC 7636 (PKCE) add. `issuer` is the establishment's base URL, which all endpoints stand
/// under.
std::string metadata_document(std::string_view issuer, const Profile& profile);

}  // namespace guichet::oauth
