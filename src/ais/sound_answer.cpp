// SPDX-License-Identifier: Apache-2.0
#include "ais/sound_answer.hpp"

#include <algorithm>

namespace guichet::ais {

bool is_sound(Money amount) { return amount.currency == Currency::eur && is_plausible(amount); }

bool is_sound(const Balance& balance) { return is_sound(balance.amount); }

bool is_sound(const std::vector<Transaction>& entries) {
  return std::ranges::all_of(entries,
                             [](const Transaction& entry) { return is_sound(entry.amount); });
}

void ring_for_nonsense(const Desk& desk, const Visit& visit, const Iban& iban) {
  if (desk.alarm == nullptr) return;
  desk.alarm->ring("core banking of " + visit.establishment + " answers for " + iban.masked() +
                   " with another currency or an impossible amount; the call was refused");
}

}  // namespace guichet::ais
