// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace guichet::client {

/// An http or https address (RFC 3986) in the parts that a client needs.
struct Url {
  std::string scheme;  ///< "http" or "https"
  std::string host;    ///< lower case; IPv6 with its brackets
  int port = 0;        ///< the scheme's own if none is written
  std::string target;  ///< path and query as written, at least "/"; a fragment is dropped

  /// "https://host:port", without the scheme's own port; what browsers send as Origin.
  std::string origin() const;
  /// origin() and target.
  std::string text() const { return origin() + target; }
};

/// Nothing if `text` is no absolute http or https address, or carries a user name.
std::optional<Url> parse_url(std::string_view text);

/// The address that `reference` means in a document found at `base` (RFC 3986 5.2, without the
/// removal of dot segments). Nothing if it is of another scheme or malformed.
std::optional<Url> resolved(const Url& base, std::string_view reference);

/// True if scheme, host and port are equal.
bool same_origin(const Url& a, const Url& b);

/// True if `url` names this machine: 127.0.0.0/8, ::1 or localhost.
bool is_loopback(const Url& url);

}  // namespace guichet::client
