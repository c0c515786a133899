// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include "ais/batch_quota.hpp"
#include "ais/eligible_account.hpp"
#include "ais/methods.hpp"

namespace guichet::ais {
namespace {

void ring_for_too_many(const Desk& desk, std::string_view establishment, std::size_t eligible) {
  if (desk.alarm == nullptr) return;
  desk.alarm->ring("a customer of " + std::string(establishment) + " has " +
                   std::to_string(eligible) + " eligible accounts; TPPs see the first " +
                   std::to_string(most_accounts));
}

Outcome<std::vector<Account>> eligible_of(const Desk& desk, std::string_view establishment,
                                          Outcome<std::vector<Account>> accounts) {
  if (!accounts) return accounts;
  const std::size_t eligible = keep_visible(*accounts);
  if (eligible == 0) return refuse(Code::no_eligible_account);
  if (eligible > most_accounts) ring_for_too_many(desk, establishment, eligible);
  return accounts;
}

}  // namespace

void accounts(const Desk& desk, const Visit& visit, Completion<std::vector<Account>> done) {
  auto ask = [desk, establishment = visit.establishment,
              psu = visit.psu](Completion<std::vector<Account>> answered) mutable {
    auto select = [desk, establishment,
                   answered = std::move(answered)](Outcome<std::vector<Account>> all) mutable {
      answered(eligible_of(desk, establishment, std::move(all)));
    };
    desk.bank.accounts(establishment, std::move(psu), std::move(select));
  };
  counted<std::vector<Account>>(desk.quota, visit, "*", "accounts", std::move(ask),
                                std::move(done));
}

}  // namespace guichet::ais
