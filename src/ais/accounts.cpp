// SPDX-License-Identifier: Apache-2.0
#include "ais/batch_quota.hpp"
#include "ais/methods.hpp"

namespace guichet::ais {
namespace {

constexpr std::size_t most_accounts = 500;

Outcome<std::vector<Account>> eligible_of(Outcome<std::vector<Account>> accounts) {
  if (!accounts) return accounts;
  std::erase_if(*accounts, [](const Account& account) { return !account.eligible; });
  if (accounts->empty()) return refuse(Code::no_eligible_account);
  if (accounts->size() > most_accounts)
    accounts->erase(accounts->begin() + most_accounts, accounts->end());
  return accounts;
}

}  // namespace

void accounts(const Desk& desk, const Visit& visit, Completion<std::vector<Account>> done) {
  auto ask = [desk, establishment = visit.establishment,
              psu = visit.psu](Completion<std::vector<Account>> answered) mutable {
    desk.bank.accounts(std::move(establishment), std::move(psu),
                       [answered = std::move(answered)](Outcome<std::vector<Account>> all) mutable {
                         answered(eligible_of(std::move(all)));
                       });
  };
  counted<std::vector<Account>>(desk.quota, visit, "*", "accounts", std::move(ask),
                                std::move(done));
}

}  // namespace guichet::ais
