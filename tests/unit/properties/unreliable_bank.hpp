// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "bank/core_banking.hpp"

namespace guichet::properties {

/// A core banking system that leaves one question of a call without an answer. One call at a time.
class UnreliableBank final : public bank::CoreBanking {
 public:
  explicit UnreliableBank(bank::CoreBanking& bank) : bank_(bank) {}

  /// From now on the `question`-th is not answered; 0: all are.
  void fail_at(int question) {
    left_ = question;
    failed_ = false;
  }
  bool has_failed() const { return failed_; }

  void customer_of(std::string establishment, std::string identifier, std::string user_number,
                   Completion<Customer> done) override {
    if (answers(done))
      bank_.customer_of(std::move(establishment), std::move(identifier), std::move(user_number),
                        std::move(done));
  }
  void customer(std::string establishment, std::string psu, Completion<Customer> done) override {
    if (answers(done)) bank_.customer(std::move(establishment), std::move(psu), std::move(done));
  }
  void accounts(std::string establishment, std::string psu,
                Completion<std::vector<Account>> done) override {
    if (answers(done)) bank_.accounts(std::move(establishment), std::move(psu), std::move(done));
  }
  void balance(std::string establishment, std::string psu, Iban iban,
               Completion<Balance> done) override {
    if (answers(done))
      bank_.balance(std::move(establishment), std::move(psu), std::move(iban), std::move(done));
  }
  void transactions(std::string establishment, std::string psu, Iban iban, HistoryWindow window,
                    Completion<Entries> done) override {
    if (answers(done))
      bank_.transactions(std::move(establishment), std::move(psu), std::move(iban), window,
                         std::move(done));
  }
  void transaction_details(std::string establishment, std::string psu, Iban iban,
                           std::string transaction_id, HistoryWindow window,
                           Completion<std::vector<std::string>> done) override {
    if (answers(done))
      bank_.transaction_details(std::move(establishment), std::move(psu), std::move(iban),
                                std::move(transaction_id), window, std::move(done));
  }
  void overdraft(std::string establishment, std::string psu, Iban iban,
                 Completion<Money> done) override {
    if (answers(done))
      bank_.overdraft(std::move(establishment), std::move(psu), std::move(iban), std::move(done));
  }
  void identity(std::string establishment, std::string psu, Completion<Identity> done) override {
    if (answers(done)) bank_.identity(std::move(establishment), std::move(psu), std::move(done));
  }

 private:
  template <class T>
  bool answers(Completion<T>& done) {
    if (left_ == 0 || --left_ > 0) return true;
    failed_ = true;
    done(refuse(Code::bank_unavailable));
    return false;
  }

  bank::CoreBanking& bank_;
  int left_ = 0;
  bool failed_ = false;
};

}  // namespace guichet::properties
