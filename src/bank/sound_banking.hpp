// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bank/core_banking.hpp"
#include "domain/alarm.hpp"

namespace guichet::bank {

/// Core banking whose answers were looked at: one that cannot be true (an amount of more than 18
/// digits, an entry outside the days asked for or out of order, an account twice) is refused with
/// bank_unavailable, as if there had been none; `detail` and an alarm say what was wrong (row 211).
class SoundBanking final : public CoreBanking {
 public:
  /// Both live as long as this.
  SoundBanking(CoreBanking& bank, AlarmBell& alarms) : bank_(bank), alarms_(alarms) {}

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
  CoreBanking& bank_;
  AlarmBell& alarms_;
};

}  // namespace guichet::bank
