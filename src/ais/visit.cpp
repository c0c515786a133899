// SPDX-License-Identifier: Apache-2.0
#include "ais/visit.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "ais/eligible_account.hpp"

namespace guichet::ais {
namespace {

std::optional<Iban> account_in(const std::set<std::string>& list, std::string_view resource_id) {
  for (const std::string& text : list) {
    auto iban = Iban::parse(text);
    if (iban && iban->resource_id() == resource_id) return *std::move(iban);
  }
  return std::nullopt;
}

}  // namespace

Outcome<Iban> consented_account(const Consent& consent, std::string_view resource_id,
                                DataKind kind) {
  if (auto account = account_in(ibans_for(consent, kind), resource_id)) return *std::move(account);
  constexpr std::array kinds{DataKind::balances, DataKind::transactions, DataKind::overdrafts};
  const bool in_another_list = std::ranges::any_of(kinds, [&](DataKind other) {
    return account_in(ibans_for(consent, other), resource_id).has_value();
  });
  return refuse(in_another_list ? Code::consent_missing : Code::account_unknown);
}

void eligible_account(const Desk& desk, const Visit& visit, std::string_view resource_id,
                      DataKind kind, Completion<Iban> done) {
  auto account = consented_account(*visit.consent, resource_id, kind);
  if (!account) {
    done(std::move(account));
    return;
  }
  desk.bank.accounts(
      visit.establishment, visit.psu,
      [iban = *std::move(account),
       done = std::move(done)](Outcome<std::vector<Account>> accounts) mutable {
        if (!accounts) {
          done(std::unexpected(std::move(accounts).error()));
          return;
        }
        const bool eligible = std::ranges::any_of(
            *accounts, [&](const Account& each) { return is_eligible(each) && each.iban == iban; });
        if (eligible)
          done(std::move(iban));
        else
          done(refuse(Code::account_unknown));
      });
}

}  // namespace guichet::ais
