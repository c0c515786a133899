// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "message/request.hpp"
#include "message/response.hpp"
#include "sandbox/phone_pages.hpp"

namespace guichet::sandbox {

/// The simulated phone for programs: /_sandbox/phone/IDENTIFIER, and what is under it.
inline constexpr std::string_view phone_control_path = "/_sandbox/phone/";

/// Answers a request under phone_control_path. GET shows what stands on the phone, POST answers a
/// request on it; POST .../reader uses the card reader, .../app sets the state of the bank's app,
/// .../link opens a link and perhaps answers in the app. Refuses with method_not_allowed,
/// route_unknown (no such persona, nothing waits, or nothing is there), field_missing, field_type,
/// or what read_object refuses with.
Outcome<message::Response> control_phone(const message::Request& request, const PhoneDoors& doors,
                                         Instant now);

/// The methods of a path under phone_control_path, for Allow.
std::string_view phone_control_methods(std::string_view path);

}  // namespace guichet::sandbox
