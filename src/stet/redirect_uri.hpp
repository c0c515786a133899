// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace guichet::stet {

/// What keeps `uri` from being registered as a redirect URI, in words that follow "expected"; empty
/// if nothing does. It must be absolute, of RFC 3986, at most 140 characters, with https (or http
/// to 127.0.0.1, [::1] or localhost: a program on the TPP's own machine, RFC 8252 7.3), and without
/// fragment (RFC 6749 3.1.2) or user information.
std::string_view redirect_uri_fault(std::string_view uri);

}  // namespace guichet::stet
