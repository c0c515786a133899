// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <memory>
#include <thread>

#include "bank_desk.hpp"

namespace guichet::ais {
namespace {

/// Core banking that answers later, on whichever thread calls answer_all().
class LateBank : public bank::CoreBanking {
 public:
  explicit LateBank(bank::CoreBanking& bank) : bank_(bank) {}

  void answer_all() {
    while (!waiting_.empty()) {
      auto next = std::move(waiting_.front());
      waiting_.pop_front();
      next();
    }
  }

  void customer_of(std::string establishment, std::string identifier, std::string user_number,
                   Completion<Customer> done) override {
    bank_.customer_of(std::move(establishment), std::move(identifier), std::move(user_number),
                      late(std::move(done)));
  }
  void customer(std::string establishment, std::string psu, Completion<Customer> done) override {
    bank_.customer(std::move(establishment), std::move(psu), late(std::move(done)));
  }
  void accounts(std::string establishment, std::string psu,
                Completion<std::vector<Account>> done) override {
    bank_.accounts(std::move(establishment), std::move(psu), late(std::move(done)));
  }
  void balance(std::string establishment, std::string psu, Iban iban,
               Completion<Balance> done) override {
    bank_.balance(std::move(establishment), std::move(psu), std::move(iban), late(std::move(done)));
  }
  void transactions(std::string establishment, std::string psu, Iban iban, HistoryWindow window,
                    Completion<Entries> done) override {
    bank_.transactions(std::move(establishment), std::move(psu), std::move(iban), window,
                       late(std::move(done)));
  }
  void transaction_details(std::string establishment, std::string psu, Iban iban,
                           std::string transaction_id, HistoryWindow window,
                           Completion<std::vector<std::string>> done) override {
    bank_.transaction_details(std::move(establishment), std::move(psu), std::move(iban),
                              std::move(transaction_id), window, late(std::move(done)));
  }
  void overdraft(std::string establishment, std::string psu, Iban iban,
                 Completion<Money> done) override {
    bank_.overdraft(std::move(establishment), std::move(psu), std::move(iban),
                    late(std::move(done)));
  }
  void identity(std::string establishment, std::string psu, Completion<Identity> done) override {
    bank_.identity(std::move(establishment), std::move(psu), late(std::move(done)));
  }

 private:
  template <class T>
  Completion<T> late(Completion<T> done) {
    return [this, done = std::move(done)](Outcome<T> outcome) mutable {
      waiting_.push_back([done = std::move(done), outcome = std::move(outcome)]() mutable {
        done(std::move(outcome));
      });
    };
  }

  bank::CoreBanking& bank_;
  std::deque<std::move_only_function<void()>> waiting_;
};

TEST(LateBank, every_method_outlives_its_visit_and_completes_on_another_thread) {
  BankDesk at;
  LateBank late(at.bank);
  Answer<std::vector<Account>> list;
  Answer<ConsentVersion> consent;
  Answer<AccountBalance> balance;
  Answer<AccountTransactions> entries;
  Answer<TransactionDetails> details;
  Answer<AccountOverdraft> overdraft;
  Answer<Identity> identity;
  {
    // All that the caller had is gone before core banking answers.
    const auto desk = std::make_unique<Desk>(Desk{late, at.store.consents(), at.store.quota()});
    const auto visit = std::make_unique<Visit>(at.visit(consent_to(main_iban), true));
    accounts(*desk, *visit, list.take());
    put_consents(*desk, *visit, consent_to(second_iban), consent.take());
    balances(*desk, *visit, main_id, balance.take());
    transactions(*desk, *visit, main_id, {.entry_reference_from = "R1"}, entries.take());
    transaction_details(*desk, *visit, main_id, "unknown", details.take());
    overdrafts(*desk, *visit, main_id, overdraft.take());
    end_user_identity(*desk, *visit, identity.take());
  }
  std::thread([&] { late.answer_all(); }).join();
  EXPECT_TRUE(list.granted());
  EXPECT_TRUE(consent.granted());
  EXPECT_TRUE(balance.granted());
  ASSERT_TRUE(entries.granted());
  EXPECT_EQ(entries.value().entries.size(), 4u);
  EXPECT_TRUE(details.refused_with(Code::transaction_unknown));
  EXPECT_TRUE(overdraft.granted());
  EXPECT_TRUE(identity.granted());
}

TEST(LateBank, row_179_a_consent_whose_pair_ended_while_the_bank_was_asked_is_refused) {
  BankDesk at;
  LateBank late(at.bank);
  const Desk desk{late, at.store.consents(), at.store.quota()};
  Answer<ConsentVersion> earlier;
  put_consents(desk, at.visit(Consent()), consent_to(main_iban), earlier.take());
  late.answer_all();
  ASSERT_TRUE(earlier.granted());
  Answer<ConsentVersion> racing;
  put_consents(desk, at.visit(Consent()), consent_to(second_iban), racing.take());
  Answer<ConsentVersion> withdrawn;
  at.store.withdrawal().withdraw_all({std::string(bank_code), "customer", "PSDFR-ACPR-13807"},
                                     std::nullopt, BankDesk::start, withdrawn.take());
  ASSERT_TRUE(withdrawn.granted());
  late.answer_all();
  EXPECT_TRUE(racing.refused_with(Code::invalid_token));
  Answer<ConsentVersion> to_nothing;
  put_consents(desk, at.visit(Consent()), Consent(), to_nothing.take());
  EXPECT_TRUE(to_nothing.refused_with(Code::invalid_token));
  Answer<std::shared_ptr<const ConsentVersion>> in_force;
  at.store.consents().current({std::string(bank_code), "customer", "PSDFR-ACPR-13807"},
                              in_force.take());
  EXPECT_EQ(in_force.value()->version, 2u);
  EXPECT_EQ(in_force.value()->consent, Consent());
}

}  // namespace
}  // namespace guichet::ais
