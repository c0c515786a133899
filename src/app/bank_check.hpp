// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bank/core_banking.hpp"
#include "domain/clock.hpp"

namespace guichet::app {

/// A customer whom a bank's service knows, to check it with.
struct BankCheckSubject {
  std::string establishment;  ///< five digits
  std::string identifier;
  std::string user_number;  ///< empty: he has none
  /// Another customer's account, which this one must not see; empty: not checked.
  std::string foreign_iban;
};

/// One promise of api/core-banking-1.yaml and what became of it.
struct BankCheckResult {
  std::string promise;  ///< "two lists of accounts are the same"
  bool kept = false;
  std::string finding;  ///< empty if kept; else what came instead
};

/// Walks all eight calls and checks what the contract promises of them, one result a promise. Waits
/// for each call; reads only. Ends after the first where the rest would have nothing to go by.
std::vector<BankCheckResult> check_bank(bank::CoreBanking& bank, const BankCheckSubject& subject,
                                        Instant now);

}  // namespace guichet::app
