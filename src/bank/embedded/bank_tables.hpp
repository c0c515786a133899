// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/account.hpp"
#include "domain/transaction.hpp"

namespace guichet::bank {

/// An entry as a plan: its booking day follows the clock, so that the history never grows old.
struct EntryPlan {
  /// Unique within the account, [A-Za-z0-9_-], at most 80 characters. The booking day is added to
  /// it: the same plan a fortnight later is another booking.
  std::string id;
  int days_before_anchor = 0;  ///< booking day = anchor day minus this, from 0 to deepest_plan_days
  /// Days from the operation to its booking. %Y %m %d %j %y in the three texts below are the day of
  /// the operation.
  int days_to_booking = 0;
  std::optional<std::string> entry_reference;
  Money amount;  ///< negative is a debit
  EntryStatus status = EntryStatus::book;
  std::optional<BankTransactionCode> bank_transaction_code;
  std::vector<std::string> remittance;
  std::vector<std::string> details;  ///< empty: the entry has no details
};

/// An account with what core banking knows of it.
struct AccountRow {
  std::string establishment;
  Account account;
  Balance balance;
  Money overdraft;  ///< agreed, zero if none
  std::vector<EntryPlan> entries;
};

/// A login to online banking and the customer behind it. Two logins are two customers, even of one
/// person.
struct CustomerRow {
  std::string establishment;
  std::string identifier;   ///< what is typed on the first page
  std::string user_number;  ///< asked of customers who need one, else empty
  Customer customer;
  Identity identity;
  std::vector<Iban>
      accounts;  ///< what this login sees, in order; joint accounts stand with each holder
};

/// A whole bank in memory, as plain values.
struct BankTables {
  std::vector<CustomerRow> customers;
  std::vector<AccountRow> accounts;
};

/// The anchor day moves every so many days.
inline constexpr int anchor_step_days = 14;

/// A plan this deep stays inside a history of 62 days until the anchor moves.
inline constexpr int deepest_plan_days = 61 - (anchor_step_days - 1);

/// The Paris day `today` rounded down to a multiple of 14 days since 1970-01-01: the same on every
/// machine.
ParisDay anchor_of(ParisDay today);

}  // namespace guichet::bank
