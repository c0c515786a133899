// SPDX-License-Identifier: Apache-2.0
#include <string_view>

#include "ais/account_holder.hpp"
#include "ais/batch_quota.hpp"
#include "ais/eligible_account.hpp"
#include "ais/methods.hpp"
#include "domain/history_window.hpp"

namespace guichet::ais {
namespace {

/// Whether a transaction may have this id (see Transaction). What cannot name one is neither
/// counted nor asked for: anybody can write anything into a path.
bool can_be_an_id(std::string_view id) {
  constexpr std::size_t longest = 100;
  constexpr std::string_view characters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  return !id.empty() && id.size() <= longest &&
         id.find_first_not_of(characters) == std::string_view::npos;
}

}  // namespace

void transaction_details(const Desk& desk, const Visit& visit, const std::string& resource_id,
                         std::string transaction_id, Completion<TransactionDetails> done) {
  auto read = [desk, visit = visit, id = std::move(transaction_id),
               done = std::move(done)](Outcome<HeldAccount> account) mutable {
    if (!account) {
      done(std::unexpected(std::move(account).error()));
      return;
    }
    if (!can_be_an_id(id)) {
      done(refuse(Code::transaction_unknown));
      return;
    }
    const auto window =
        history_window(account->subscription, visit.now, std::nullopt, std::nullopt);
    if (!window) {
      done(std::unexpected(window.error()));
      return;
    }
    std::string subject = account->iban.text();
    if (desk.details_quota == DetailsQuota::transaction) subject += '/' + id;
    auto ask = [desk, establishment = visit.establishment, psu = visit.psu, iban = account->iban,
                id = std::move(id),
                window = *window](Completion<TransactionDetails> answered) mutable {
      auto present = [iban, id, answered = std::move(answered)](
                         Outcome<std::vector<std::string>> lines) mutable {
        if (lines)
          answered(TransactionDetails{std::move(iban), std::move(id), *std::move(lines)});
        else
          answered(std::unexpected(std::move(lines).error()));
      };
      desk.bank.transaction_details(std::move(establishment), std::move(psu), iban, id, window,
                                    std::move(present));
    };
    counted<TransactionDetails>(desk.quota, visit, std::move(subject), "details", std::move(ask),
                                std::move(done));
  };
  held_account(desk, visit, resource_id, std::move(read));
}

}  // namespace guichet::ais
