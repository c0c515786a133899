// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>

#include "bank/core_banking.hpp"
#include "bank/embedded/bank_tables.hpp"
#include "domain/clock.hpp"
#include "domain/read_mostly_mutex.hpp"

namespace guichet::bank {

/// A core banking system in memory: the sandbox's bank, and the one of tests. Completes before the
/// call returns. Safe on any thread; reads run side by side.
class EmbeddedBank final : public CoreBanking {
 public:
  /// `clock` decides on which days the entries stand; it outlives the bank.
  EmbeddedBank(BankTables tables, const Clock& clock);
  ~EmbeddedBank() override;

  /// Replaces the whole bank at once. A read that has begun ends with the tables it began with.
  void replace(BankTables tables);

  /// Changes what core banking says of one account, until undo_changes() or replace(). Refuses with
  /// account_unknown.
  Outcome<Account> change_account(const std::string& establishment, const Iban& iban,
                                  const std::function<void(Account&)>& change);

  /// Back to the tables that were given.
  void undo_changes();

  /// How many entries stand as booked on `until` that do not on `after`, over all accounts.
  std::int64_t entries_booked(ParisDay after, ParisDay until);

  /// While set, every call refuses with bank_unavailable.
  void set_fault(bool fault) { fault_.store(fault); }

  void customer_of(std::string establishment, std::string identifier, std::string user_number,
                   Completion<Customer> done) override;
  void customer(std::string establishment, std::string psu, Completion<Customer> done) override;
  void accounts(std::string establishment, std::string psu,
                Completion<std::vector<Account>> done) override;
  void balance(std::string establishment, std::string psu, Iban iban,
               Completion<Balance> done) override;
  void transactions(std::string establishment, std::string psu, Iban iban, HistoryWindow window,
                    Completion<Entries> done) override;
  void transaction_details(std::string establishment, std::string psu, Iban iban,
                           std::string transaction_id, HistoryWindow window,
                           Completion<std::vector<std::string>> done) override;
  void overdraft(std::string establishment, std::string psu, Iban iban,
                 Completion<Money> done) override;
  void identity(std::string establishment, std::string psu, Completion<Identity> done) override;

 private:
  class Books;

  /// The books as of the clock, or null while the fault is set.
  std::shared_ptr<const Books> open_books();
  std::shared_ptr<const Books> current_books();
  void open_with(std::shared_ptr<const BankTables> tables);

  const Clock& clock_;
  std::atomic<bool> fault_ = false;
  std::mutex changing_;  ///< held from the look at the tables to their replacement
  std::shared_ptr<const BankTables> unchanged_;  ///< shared with the books made of them
  /// Held for as long as it takes to copy or swap the pointer: readers do not wait for one another.
  ReadMostlyMutex books_door_;
  /// Shared because a read keeps the books it began with while replace() or a new day puts
  /// others in their place.
  std::shared_ptr<const Books> books_;
};

}  // namespace guichet::bank
