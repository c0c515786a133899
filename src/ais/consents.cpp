// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ais/eligible_account.hpp"
#include "ais/methods.hpp"

namespace guichet::ais {
namespace {

bool all_eligible(const std::set<std::string>& ibans, const std::set<std::string>& eligible) {
  return std::ranges::includes(eligible, ibans);
}

}  // namespace

void put_consents(const Desk& desk, const Visit& visit, Consent read,
                  Completion<ConsentVersion> done) {
  ConsentKey key(visit.establishment, visit.psu, visit.tpp);
  // Taking everything back must work even while core banking is away.
  if (!read.names_an_account()) {
    desk.consents.put(std::move(key), std::move(read), visit.pair, visit.now, std::move(done));
    return;
  }
  auto record = [desk, key = std::move(key), read = std::move(read), pair = visit.pair,
                 now = visit.now,
                 done = std::move(done)](Outcome<std::vector<Account>> accounts) mutable {
    if (!accounts) {
      done(std::unexpected(std::move(accounts).error()));
      return;
    }
    keep_visible(*accounts);
    std::set<std::string> eligible;
    for (const Account& account : *accounts) eligible.insert(account.iban.text());
    // One answer whatever is wrong with an IBAN: foreign, unknown, closed or blocked must look the
    // same.
    if (!all_eligible(read.balances, eligible) || !all_eligible(read.transactions, eligible) ||
        !all_eligible(read.overdrafts, eligible)) {
      done(refuse(Code::consent_refused));
      return;
    }
    desk.consents.put(std::move(key), std::move(read), pair, now, std::move(done));
  };
  desk.bank.accounts(visit.establishment, visit.psu, std::move(record));
}

}  // namespace guichet::ais
