// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "ais/visit.hpp"

namespace guichet::ais {

/// Completes with the account that `resource_id` names, if the consent shows this kind of data of
/// it and core banking still calls it an eligible account of the customer. Refuses as
/// consented_account does, and with account_unknown for an account that was closed, blocked or
/// given away since. Nothing is counted.
void eligible_account(const Desk& desk, const Visit& visit, std::string_view resource_id,
                      DataKind kind, Completion<Iban> done);

}  // namespace guichet::ais
