// SPDX-License-Identifier: Apache-2.0
#include "ais/batch_quota.hpp"
#include "ais/eligible_account.hpp"
#include "ais/methods.hpp"

namespace guichet::ais {

void overdrafts(const Desk& desk, const Visit& visit, const std::string& resource_id,
                Completion<AccountOverdraft> done) {
  auto read = [desk, visit = visit, done = std::move(done)](Outcome<Iban> account) mutable {
    if (!account) {
      done(std::unexpected(std::move(account).error()));
      return;
    }
    auto ask = [desk, establishment = visit.establishment, psu = visit.psu,
                iban = *account](Completion<AccountOverdraft> answered) mutable {
      desk.bank.overdraft(std::move(establishment), std::move(psu), iban,
                          [iban, answered = std::move(answered)](Outcome<Money> allowed) mutable {
                            if (allowed)
                              answered(AccountOverdraft{std::move(iban), *allowed});
                            else
                              answered(std::unexpected(std::move(allowed).error()));
                          });
    };
    counted<AccountOverdraft>(desk.quota, visit, account->text(), "overdrafts", std::move(ask),
                              std::move(done));
  };
  eligible_account(desk, visit, resource_id, DataKind::overdrafts, std::move(read));
}

}  // namespace guichet::ais
