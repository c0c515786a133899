// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bank/embedded/bank_tables.hpp"
#include "world.hpp"

namespace guichet::properties {

/// The world as the embedded bank takes it. An entry's remittance is its index in the account.
bank::BankTables tables_of(const World& world);

}  // namespace guichet::properties
