// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bank/core_banking.hpp"
#include "bank/http/courier.hpp"

namespace guichet::bank {

/// A bank's own service behind the door to core banking (api/core-banking-1.yaml), over HTTP with
/// mutual TLS. Completes on a thread of its own; refuses with bank_unavailable also what does not
/// keep to that file. Safe on any thread.
class HttpBank final : public CoreBanking {
 public:
  explicit HttpBank(BankService service) : courier_(std::move(service)) {}

  /// From now on every call refuses with bank_unavailable, those on their way first.
  void end() { courier_.end(); }

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
  Courier courier_;
};

}  // namespace guichet::bank
