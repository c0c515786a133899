// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ais/account_holder.hpp"
#include "ais/batch_quota.hpp"
#include "ais/eligible_account.hpp"
#include "ais/methods.hpp"
#include "domain/history_window.hpp"

namespace guichet::ais {
namespace {

/// Where the newest entry that bears `reference` stands in `entries`, 0 if none does. The
/// instalments of a standing order share one reference; an empty reference names no entry.
std::size_t position_of(const Entries& entries, const std::string& reference) {
  if (reference.empty()) return 0;
  const auto found = std::ranges::find_if(
      entries, [&](const Transaction& entry) { return entry.entry_reference == reference; });
  return found == entries.end() ? 0 : static_cast<std::size_t>(found - entries.begin());
}

/// The entries above `entry_reference_from` and not above `entry_reference_to`.
Entries between_references(const Entries& entries, const TransactionQuery& query) {
  const auto from = query.entry_reference_to ? position_of(entries, *query.entry_reference_to) : 0;
  const auto until = query.entry_reference_from ? position_of(entries, *query.entry_reference_from)
                                                : entries.size();
  return entries.between(from, until);
}

bool asks_for_references(const TransactionQuery& query) {
  return query.entry_reference_from || query.entry_reference_to;
}

}  // namespace

void transactions(const Desk& desk, const Visit& visit, const std::string& resource_id,
                  TransactionQuery query, Completion<AccountTransactions> done) {
  auto read = [desk, visit = visit, query = std::move(query),
               done = std::move(done)](Outcome<HeldAccount> account) mutable {
    if (!account) {
      done(std::unexpected(std::move(account).error()));
      return;
    }
    const auto asked =
        history_window(account->subscription, visit.now, query.date_from, query.date_to);
    if (!asked) {
      refuse_uncounted<AccountTransactions>(desk.quota, visit, account->iban.text(), "transactions",
                                            asked.error(), std::move(done));
      return;
    }
    // A reference may stand outside the dates asked for, but nowhere outside the visible history.
    const auto searched =
        asks_for_references(query)
            ? history_window(account->subscription, visit.now, std::nullopt, std::nullopt)
            : asked;
    if (!searched) {
      done(std::unexpected(searched.error()));
      return;
    }
    auto ask = [desk, establishment = visit.establishment, psu = visit.psu, iban = account->iban,
                query = std::move(query), asked = *asked,
                searched = *searched](Completion<AccountTransactions> answered) mutable {
      auto select = [iban, query = std::move(query), asked,
                     answered = std::move(answered)](Outcome<Entries> entries) mutable {
        if (!entries) {
          answered(std::unexpected(std::move(entries).error()));
          return;
        }
        const Entries found =
            asks_for_references(query) ? between_references(*entries, query) : *std::move(entries);
        answered(AccountTransactions{std::move(iban), found.inside(asked)});
      };
      desk.bank.transactions(std::move(establishment), std::move(psu), iban, searched,
                             std::move(select));
    };
    counted<AccountTransactions>(desk.quota, visit, account->iban.text(), "transactions",
                                 std::move(ask), std::move(done));
  };
  held_account(desk, visit, resource_id, std::move(read));
}

}  // namespace guichet::ais
