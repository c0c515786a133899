// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/clock.hpp"
#include "domain/money.hpp"
#include "domain/paris_day.hpp"

namespace guichet {

/// STET Transaction.status, the values this bank group uses.
enum class EntryStatus { book, othr };

/// STET Transaction.bankTransactionCode (ISO 20022 plus the bank's own code).
struct BankTransactionCode {
  std::string domain;
  std::string family;
  std::string sub_family;
  std::string code;
  std::string issuer;
};

/// One entry of an account. `amount` is positive for a credit and negative for a debit; the wire
/// shows it unsigned with an indicator.
struct Transaction {
  std::string id;  ///< opaque, stable, [A-Za-z0-9_-]{1,100}; unique within the account
  /// STET entryReference, at most 40 characters. Absent, or present and empty: both occur.
  std::optional<std::string> entry_reference;
  Money amount;
  EntryStatus status = EntryStatus::book;
  ParisDay booking_day;  ///< the expected one while `status` is othr
  std::optional<BankTransactionCode> bank_transaction_code;
  std::vector<std::string> remittance;  ///< unstructured lines, at most 140 characters each
  bool has_details = false;
};

}  // namespace guichet
