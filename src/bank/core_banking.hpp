// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "domain/account.hpp"
#include "domain/entries.hpp"
#include "domain/history_window.hpp"
#include "domain/outcome.hpp"
#include "domain/transaction.hpp"

namespace guichet::bank {

/// The door to core banking. Every call completes exactly once and may do so on another thread; it
/// refuses with bank_unavailable when core banking does not answer. Safe on any thread.
/// `establishment` is the five-digit code.
class CoreBanking {
 public:
  virtual ~CoreBanking() = default;

  /// The customer who uses this online-banking identifier (and user number, if he has one). Refuses
  /// with oauth_access_denied if there is none; callers must not let that show.
  virtual void customer_of(std::string establishment, std::string identifier,
                           std::string user_number, Completion<Customer> done) = 0;

  /// The customer behind a grant. Refuses with oauth_access_denied if he is no longer one.
  virtual void customer(std::string establishment, std::string psu, Completion<Customer> done) = 0;

  /// All accounts of the customer, eligible or not, in core banking's stable order.
  virtual void accounts(std::string establishment, std::string psu,
                        Completion<std::vector<Account>> done) = 0;

  /// The booked balance. Refuses with account_unknown if the account is not the customer's.
  virtual void balance(std::string establishment, std::string psu, Iban iban,
                       Completion<Balance> done) = 0;

  /// Entries inside the window, newest first, in a stable order. Refuses with account_unknown.
  virtual void transactions(std::string establishment, std::string psu, Iban iban,
                            HistoryWindow window, Completion<Entries> done) = 0;

  /// The free lines of detail of one entry inside the window. Refuses with account_unknown or
  /// transaction_unknown. Empty if the entry has none.
  virtual void transaction_details(std::string establishment, std::string psu, Iban iban,
                                   std::string transaction_id, HistoryWindow window,
                                   Completion<std::vector<std::string>> done) = 0;

  /// The agreed overdraft, zero if there is none. Refuses with account_unknown.
  virtual void overdraft(std::string establishment, std::string psu, Iban iban,
                         Completion<Money> done) = 0;

  /// Who the connected customer is.
  virtual void identity(std::string establishment, std::string psu, Completion<Identity> done) = 0;
};

}  // namespace guichet::bank
