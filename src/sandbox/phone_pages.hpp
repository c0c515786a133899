// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "message/request.hpp"
#include "message/response.hpp"
#include "message/target.hpp"
#include "sandbox/personas.hpp"
#include "sandbox/phone.hpp"
#include "sandbox/phone_link.hpp"
#include "sandbox/wallet.hpp"

namespace guichet::sandbox {

/// The simulated phone for people: GET shows what stands on it and opens links, POST answers there.
inline constexpr std::string_view phone_path = "/phone";

/// The phones, what their owners carry beside them, and what they reach.
struct PhoneDoors {
  Phone& phone;
  const Wallet& wallet;
  PhoneLine line;
};

/// Answers a request to phone_path, in the language asked for or that of the browser. `now` is the
/// bank's time. Refuses with method_not_allowed.
Outcome<message::Response> serve_phone(const message::Request& request, const PhoneDoors& doors,
                                       Instant now);

/// Whose phone is meant: the persona with this login at the establishment that `parameters` name,
/// or else the host of the request. Null if nobody has the login.
const Persona* phone_owner(const message::Request& request, const message::Parameters& parameters,
                           const PhoneDoors& doors, std::string_view login);

PhoneOwner owner_of(const Phone& phone, const Persona& persona);

/// "approve" and "refuse"; everything else is no answer.
sca::AppAnswer answer_from(std::string_view word);

/// What the persona's card says in a reader; nothing unless there are 8 digits and a PIN of 4.
/// Blanks between digits count for nothing.
std::optional<std::string> card_response(const Wallet& wallet, const Persona& persona,
                                         std::string challenge, std::string pin);

}  // namespace guichet::sandbox
