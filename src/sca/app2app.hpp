// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "domain/brand.hpp"

namespace guichet::sca {

/// The app of a bank as telephones know it. It opens the authorization endpoint in place of the
/// browser where it is installed.
struct AppIdentity {
  std::string apple;                      ///< application identifier: prefix "." bundle id
  std::string android;                    ///< application id: "example.guichet.banque_bcp"
  std::vector<std::string> certificates;  ///< its signers' SHA-256: 32 pairs as in "0A:FF:..."
};

/// Reads "APPLE ANDROID SHA256 [SHA256...]". The error says what was expected, without a full stop.
std::expected<AppIdentity, std::string> read_app_identity(std::string_view text);

/// That of a sandbox's app, in the same notation. A team and a certificate that nobody has.
std::string invented_app_identity(const Brand& brand);

/// The body of /.well-known/apple-app-site-association (Apple, Bundle Resources: applinks.Details).
std::string apple_association(const AppIdentity& app);

/// The body of /.well-known/assetlinks.json (Digital Asset Links: statement list; the limit to one
/// path is Android 15's dynamic_app_link_components, which earlier ones pass over).
std::string android_association(const AppIdentity& app);

}  // namespace guichet::sca
