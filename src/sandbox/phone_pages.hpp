// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "message/request.hpp"
#include "message/response.hpp"
#include "sandbox/phone.hpp"

namespace guichet::sandbox {

/// The simulated phone: GET shows what stands on it, POST answers a question there.
inline constexpr std::string_view phone_path = "/phone";

/// The same for programs: GET and POST /_sandbox/phone/IDENTIFIER.
inline constexpr std::string_view phone_control_path = "/_sandbox/phone/";

/// Answers a request to phone_path, in the language of the browser. `now` is the bank's time.
/// Refuses with method_not_allowed.
Outcome<message::Response> serve_phone(const message::Request& request, Phone& phone, Instant now);

/// Answers a request under phone_control_path. Refuses with method_not_allowed, route_unknown (no
/// such persona, or nothing waits), field_type or what read_object refuses with.
Outcome<message::Response> control_phone(const message::Request& request, Phone& phone,
                                         Instant now);

}  // namespace guichet::sandbox
