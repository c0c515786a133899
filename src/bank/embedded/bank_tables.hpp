// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/account.hpp"
#include "domain/transaction.hpp"

namespace guichet::bank {

/// An entry as a plan: its booking day follows the clock, so that the history never grows old.
struct EntryPlan {
  /// Unique within the account, [A-Za-z0-9_-], at most 80 characters. What TPPs see is made of it
  /// and of the booking day (EntryIds): the same plan at another time is another booking.
  std::string id;
  int days_before_anchor = 0;  ///< booking day = anchor day minus this, from 0 to deepest_plan_days
  /// More than 0: the entry comes back every so many days whatever the anchor, on the days whose
  /// number since 1970-01-01 leaves the remainder `turn`.
  int every_days = 0;
  int turn = 0;
  /// It is known, as OTHR, so many days before it is booked.
  int announced_days = 0;
  /// Days from the operation to its booking. %Y %m %d %j %y in the three texts below are the day of
  /// the operation.
  int days_to_booking = 0;
  std::optional<std::string> entry_reference;
  /// True of deferred cards, deferred transfers and direct debits: the reference is there as soon
  /// as the entry is, and stays. The others get theirs when they are booked.
  bool reference_before_booking = false;
  /// It is shown as OTHR, with its reference, and never booked.
  bool refused = false;
  Money amount;  ///< negative is a debit
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
  /// What this login sees, in order. Joint accounts stand with each holder, and a minor's also with
  /// his representative.
  std::vector<Iban> accounts;
  std::vector<Iban> of_minors = {};  ///< those of `accounts` that he keeps for somebody else
};

/// Makes the id (see Transaction) of the entry that the plan of the id `plan` is on `booking_day`.
/// The same each time; another for another plan of the account and for another day.
using EntryIds = std::string (*)(std::string_view plan, ParisDay booking_day);

/// A whole bank in memory, as plain values.
struct BankTables {
  std::vector<CustomerRow> customers;
  std::vector<AccountRow> accounts;
  EntryIds id_of_entry = nullptr;  ///< null only where no account has an entry
};

/// The anchor day moves every so many days.
inline constexpr int anchor_step_days = 14;

/// Recurring entries are made this many days back: what the deepest history shows.
inline constexpr int recurring_depth_days = 90;

/// A plan this deep stays inside a history of 62 days until the anchor moves.
inline constexpr int deepest_plan_days = 61 - (anchor_step_days - 1);

/// The Paris day `today` rounded down to a multiple of 14 days since 1970-01-01: the same on every
/// machine.
ParisDay anchor_of(ParisDay today);

}  // namespace guichet::bank
