// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "bank/embedded/embedded_bank.hpp"
#include "domain/outcome.hpp"
#include "message/request.hpp"
#include "message/response.hpp"

namespace guichet::sandbox {

inline constexpr std::string_view account_control_path = "/_sandbox/accounts";

/// POST {"iban", "establishment", "state": "not_open_yet", "active" or "closed", "blocked",
/// "seized"}: what core banking says of an account from now on, until a reset or a restart. What is
/// not named stays; without an establishment it is the IBAN's bank code. Answers with what it says
/// now and whether the account is eligible. Refuses with iban_invalid, account_unknown, field_type.
Outcome<message::Response> change_account(const message::Request& request,
                                          bank::EmbeddedBank& bank);

/// "not_open_yet", "active", "closed".
std::string_view word_of(AccountState state);

}  // namespace guichet::sandbox
