// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "ais/visit.hpp"
#include "domain/transaction.hpp"

namespace guichet::ais {

/// True if core banking can mean this of an eligible account: euro, and no more digits than an
/// amount has.
bool is_sound(Money amount);
bool is_sound(const Balance& balance);
bool is_sound(const std::vector<Transaction>& entries);

/// Rings for what core banking said of this account.
void ring_for_nonsense(const Desk& desk, const Visit& visit, const Iban& iban);

/// The answer of core banking as it came; refused with bank_unavailable, and rung for, when it
/// contradicts the account. A TPP is shown nothing rather than something wrong.
template <class T>
Outcome<T> sound(const Desk& desk, const Visit& visit, const Iban& iban, Outcome<T> answer) {
  if (!answer || is_sound(*answer)) return answer;
  ring_for_nonsense(desk, visit, iban);
  return refuse(Code::bank_unavailable, {}, "core banking contradicts itself");
}

}  // namespace guichet::ais
