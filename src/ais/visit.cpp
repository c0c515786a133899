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

std::string_view word_of(DataKind kind) {
  constexpr std::array words{"balances", "transactions", "overdrafts"};  // by kind
  return words[static_cast<std::size_t>(kind)];
}

}  // namespace

Outcome<Iban> consented_account(const Consent& consent, std::string_view resource_id,
                                DataKind kind) {
  if (auto account = account_in(ibans_for(consent, kind), resource_id)) return *std::move(account);
  constexpr std::array kinds{DataKind::balances, DataKind::transactions, DataKind::overdrafts};
  const bool in_another_list = std::ranges::any_of(kinds, [&](DataKind other) {
    return account_in(ibans_for(consent, other), resource_id).has_value();
  });
  if (!in_another_list) return refuse(Code::account_unknown);
  return refuse(Code::consent_missing, "The customer's consent names this account, but not for " +
                                           std::string(word_of(kind)) +
                                           "; ask the customer, then PUT /consents.");
}

std::size_t keep_visible(std::vector<Account>& accounts) {
  std::erase_if(accounts, [](const Account& account) { return !is_eligible(account); });
  const std::size_t eligible = accounts.size();
  if (eligible > most_accounts)
    accounts.erase(accounts.begin() + static_cast<std::ptrdiff_t>(most_accounts), accounts.end());
  return eligible;
}

void eligible_account(const Desk& desk, const Visit& visit, std::string_view resource_id,
                      DataKind kind, Completion<Iban> done) {
  auto account = consented_account(*visit.consent, resource_id, kind);
  if (!account) {
    done(std::move(account));
    return;
  }
  desk.bank.accounts(visit.establishment, visit.psu,
                     [iban = *std::move(account),
                      done = std::move(done)](Outcome<std::vector<Account>> accounts) mutable {
                       if (!accounts) {
                         done(std::unexpected(std::move(accounts).error()));
                         return;
                       }
                       keep_visible(*accounts);
                       if (std::ranges::find(*accounts, iban, &Account::iban) != accounts->end())
                         done(std::move(iban));
                       else
                         done(refuse(Code::account_unknown));
                     });
}

}  // namespace guichet::ais
