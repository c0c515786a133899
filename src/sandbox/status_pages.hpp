// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "message/request.hpp"
#include "message/response.hpp"
#include "sandbox/status_authority.hpp"

namespace guichet::sandbox {

/// Under it the test authority publishes, as real ones do: GET ca.pem and ca.crl, and the OCSP
/// responder at POST ocsp (RFC 6960 A.1).
inline constexpr std::string_view status_path = "/_sandbox/pki/";

/// Answers a request under status_path. Refuses with route_unknown, method_not_allowed or
/// media_type.
Outcome<message::Response> serve_status(const message::Request& request,
                                        const StatusAuthority& statuses, Instant now);

}  // namespace guichet::sandbox
