// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "ais/visit.hpp"

namespace guichet::ais {

/// A consented and eligible account, and the subscription of the customer who reads it: it decides
/// the depth.
struct HeldAccount {
  Iban iban;
  Subscription subscription;
};

/// As eligible_account, for the data kind transactions, with the customer's subscription.
void held_account(const Desk& desk, const Visit& visit, std::string_view resource_id,
                  Completion<HeldAccount> done);

}  // namespace guichet::ais
