// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "ais/batch_quota.hpp"
#include "ais/methods.hpp"

namespace guichet::ais {
namespace {

constexpr std::size_t most_accounts = 500;

void ring_for_too_many(const Desk& desk, const Visit& visit, std::size_t eligible) {
  if (desk.alarm == nullptr) return;
  desk.alarm->ring("a customer of " + visit.establishment + " has " + std::to_string(eligible) +
                   " eligible accounts; TPPs see the first " + std::to_string(most_accounts));
}

Outcome<std::vector<Account>> eligible_of(const Desk& desk, const Visit& visit,
                                          Outcome<std::vector<Account>> accounts) {
  if (!accounts) return accounts;
  std::erase_if(*accounts, [](const Account& account) { return !is_eligible(account); });
  if (accounts->empty()) return refuse(Code::no_eligible_account);
  if (accounts->size() > most_accounts) {
    ring_for_too_many(desk, visit, accounts->size());
    accounts->erase(accounts->begin() + most_accounts, accounts->end());
  }
  return accounts;
}

}  // namespace

void accounts(const Desk& desk, const Visit& visit, Completion<std::vector<Account>> done) {
  auto ask = [desk, visit](Completion<std::vector<Account>> answered) {
    desk.bank.accounts(
        visit.establishment, visit.psu,
        [desk, visit, answered = std::move(answered)](Outcome<std::vector<Account>> all) mutable {
          answered(eligible_of(desk, visit, std::move(all)));
        });
  };
  counted<std::vector<Account>>(desk.quota, visit, "*", "accounts", std::move(ask),
                                std::move(done));
}

}  // namespace guichet::ais
