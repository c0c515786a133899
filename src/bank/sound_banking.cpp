// SPDX-License-Identifier: Apache-2.0
#include "bank/sound_banking.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace guichet::bank {
namespace {

/// What is wrong with an answer, in a few words without figures of the customer's; nothing if all
/// is well.
using Fault = std::optional<std::string>;

bool is_an_amount(Money money) { return money.currency == Currency::eur && is_plausible(money); }

Fault fault_of(const std::vector<Account>& accounts) {
  std::vector<std::string_view> ibans;
  ibans.reserve(accounts.size());
  for (const Account& account : accounts) ibans.emplace_back(account.iban.text());
  std::ranges::sort(ibans);
  if (std::ranges::adjacent_find(ibans) != ibans.end()) return "an account twice";
  return std::nullopt;
}

Fault fault_of(const Balance& balance) {
  if (!is_an_amount(balance.amount)) return "a balance that is no amount";
  return std::nullopt;
}

Fault fault_of(Money overdraft) {
  if (!is_an_amount(overdraft) || overdraft.minor_units < 0)
    return "an overdraft that is no amount";
  return std::nullopt;
}

Fault fault_of(const Entries& entries, const HistoryWindow& window) {
  const auto is_no_amount = [](const Transaction& entry) { return !is_an_amount(entry.amount); };
  if (entries.empty()) return std::nullopt;
  if (std::ranges::any_of(entries, is_no_amount)) return "an entry whose amount is none";
  if (!std::ranges::is_sorted(entries, std::greater<>(), &Transaction::booking_day))
    return "entries out of order";
  // Of what is in order the ends say enough, and a day's midnight takes time to find.
  if (!window.contains(entries.front().booking_day) || !window.contains(entries.back().booking_day))
    return "an entry of another day than was asked for";
  return std::nullopt;
}

/// Where to look for what is wrong, without a customer's figures.
struct Place {
  std::string establishment;
  std::optional<Iban> account;  ///< nothing: it is about a customer

  std::string text() const {
    return "core banking of " + establishment + " answers for " +
           (account ? account->masked() : "a customer");
  }
};

/// Gives `done` what came, or the refusal if `look` finds a fault in it.
template <class T, class Look>
Completion<T> looked_at(AlarmBell& alarms, Place place, Completion<T> done, Look look) {
  return
      [&alarms, place = std::move(place), done = std::move(done), look](Outcome<T> answer) mutable {
        const Fault fault = answer ? look(*answer) : std::nullopt;
        if (!fault) return done(std::move(answer));
        const std::string words = place.text() + " with nonsense: " + *fault;
        alarms.ring(words);
        done(refuse(Code::bank_unavailable, {}, words));
      };
}

}  // namespace

void SoundBanking::accounts(std::string establishment, std::string psu,
                            Completion<std::vector<Account>> done) {
  const auto look = [](const std::vector<Account>& accounts) { return fault_of(accounts); };
  auto looking = looked_at(alarms_, Place{establishment, std::nullopt}, std::move(done), look);
  bank_.accounts(std::move(establishment), std::move(psu), std::move(looking));
}

void SoundBanking::balance(std::string establishment, std::string psu, Iban iban,
                           Completion<Balance> done) {
  const auto look = [](const Balance& balance) { return fault_of(balance); };
  auto looking = looked_at(alarms_, Place{establishment, iban}, std::move(done), look);
  bank_.balance(std::move(establishment), std::move(psu), std::move(iban), std::move(looking));
}

void SoundBanking::transactions(std::string establishment, std::string psu, Iban iban,
                                HistoryWindow window, Completion<Entries> done) {
  const auto look = [window](const Entries& entries) { return fault_of(entries, window); };
  auto looking = looked_at(alarms_, Place{establishment, iban}, std::move(done), look);
  bank_.transactions(std::move(establishment), std::move(psu), std::move(iban), window,
                     std::move(looking));
}

void SoundBanking::overdraft(std::string establishment, std::string psu, Iban iban,
                             Completion<Money> done) {
  const auto look = [](Money overdraft) { return fault_of(overdraft); };
  auto looking = looked_at(alarms_, Place{establishment, iban}, std::move(done), look);
  bank_.overdraft(std::move(establishment), std::move(psu), std::move(iban), std::move(looking));
}

void SoundBanking::customer_of(std::string establishment, std::string identifier,
                               std::string user_number, Completion<Customer> done) {
  bank_.customer_of(std::move(establishment), std::move(identifier), std::move(user_number),
                    std::move(done));
}

void SoundBanking::customer(std::string establishment, std::string psu, Completion<Customer> done) {
  bank_.customer(std::move(establishment), std::move(psu), std::move(done));
}

void SoundBanking::transaction_details(std::string establishment, std::string psu, Iban iban,
                                       std::string transaction_id, HistoryWindow window,
                                       Completion<std::vector<std::string>> done) {
  bank_.transaction_details(std::move(establishment), std::move(psu), std::move(iban),
                            std::move(transaction_id), window, std::move(done));
}

void SoundBanking::identity(std::string establishment, std::string psu, Completion<Identity> done) {
  bank_.identity(std::move(establishment), std::move(psu), std::move(done));
}

}  // namespace guichet::bank
