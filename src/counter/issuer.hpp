// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "message/request.hpp"

namespace guichet::counter {

/// The issuer as whoever sent `request` knows it: of the very host that was asked, which was found
/// served, so that a client is told of no other than the one it discovered (RFC 8414 3.3, RFC 9207
/// 2.4). `first` is the issuer by the first name of the establishment. The web port is no issuer's:
/// what comes by it is told of the same name at the API's port, and of `first` where it came by a
/// loopback name.
std::string issuer_asked(const message::Request& request, std::string_view first);

}  // namespace guichet::counter
