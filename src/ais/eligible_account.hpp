// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "ais/visit.hpp"

namespace guichet::ais {

/// TPPs see no more accounts of a customer (reference page, "Limitations").
inline constexpr std::size_t most_accounts = 500;

/// Of all accounts of a customer, in core banking's order, leaves those that exist for a TPP: the
/// first eligible ones, at most most_accounts. The others are as unknown, to lists, consents and
/// reads alike. Returns how many are eligible.
std::size_t keep_visible(std::vector<Account>& accounts);

/// Completes with the account that `resource_id` names, if the consent shows this kind of data of
/// it and it still is a visible account of the customer (keep_visible). Refuses as
/// consented_account does, and with account_unknown for an account that was closed, blocked or
/// given away since. Nothing is counted.
void eligible_account(const Desk& desk, const Visit& visit, std::string_view resource_id,
                      DataKind kind, Completion<Iban> done);

}  // namespace guichet::ais
