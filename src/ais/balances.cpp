// SPDX-License-Identifier: Apache-2.0
#include "ais/batch_quota.hpp"
#include "ais/eligible_account.hpp"
#include "ais/methods.hpp"

namespace guichet::ais {

void balances(const Desk& desk, const Visit& visit, const std::string& resource_id,
              Completion<AccountBalance> done) {
  auto read = [desk, visit = visit, done = std::move(done)](Outcome<Iban> account) mutable {
    if (!account) {
      done(std::unexpected(std::move(account).error()));
      return;
    }
    auto ask = [desk, establishment = visit.establishment, psu = visit.psu,
                iban = *account](Completion<AccountBalance> answered) mutable {
      desk.bank.balance(std::move(establishment), std::move(psu), iban,
                        [iban, answered = std::move(answered)](Outcome<Balance> balance) mutable {
                          if (balance)
                            answered(AccountBalance{std::move(iban), *balance});
                          else
                            answered(std::unexpected(std::move(balance).error()));
                        });
    };
    counted<AccountBalance>(desk.quota, visit, account->text(), "balances", std::move(ask),
                            std::move(done));
  };
  eligible_account(desk, visit, resource_id, DataKind::balances, std::move(read));
}

}  // namespace guichet::ais
