// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "bank/core_banking.hpp"

namespace guichet::bank {

/// Where a data directory keeps what was imported.
std::filesystem::path bank_file_in(const std::filesystem::path& data_directory);

/// The bank that it is given, and beside its accounts those that were imported from statements,
/// which are read from their file at each call: an import by another process shows when it ends.
/// Completes in the call where the other bank does; a read of the disk may hold it up. Refuses with
/// bank_unavailable when the file cannot be read. Safe on any thread.
class ImportedBank final : public CoreBanking {
 public:
  using Steady = std::chrono::steady_clock;

  /// `file` need not exist yet. `bank` outlives this. `now` is called on any thread.
  ImportedBank(CoreBanking& bank, std::filesystem::path file,
               std::function<Steady::time_point()> now = Steady::now);
  ~ImportedBank() override;

  /// Forgets every import, for good. Refuses with bank_unavailable.
  Outcome<void> forget();

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
  class Reading;

  std::unique_ptr<Reading> take_reading();
  void give_back(std::unique_ptr<Reading> reading);
  template <class T, class Read>
  Outcome<T> read(T nothing, const Read& read);

  CoreBanking& bank_;
  const std::filesystem::path file_;
  const std::function<Steady::time_point()> now_;
  std::atomic<Steady::time_point> absent_until_{};  ///< not looked for before
  std::mutex door_;
  ino_t inode_ = 0;  ///< of the file that `idle_` reads: it may be put away and made anew
  std::vector<std::unique_ptr<Reading>> idle_;
};

}  // namespace guichet::bank
