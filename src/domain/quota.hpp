// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "domain/clock.hpp"
#include "domain/paris_day.hpp"

namespace guichet {

/// RTS article 36(5)(b): accesses a day without the customer present.
inline constexpr int batch_accesses_a_day = 4;

/// What is counted: batch calls by one TPP for one customer on one thing by one method, a Paris
/// day.
struct QuotaKey {
  std::string establishment;
  std::string tpp;  ///< organizationIdentifier: a second certificate changes nothing
  std::string psu;
  std::string subject;  ///< IBAN, or IBAN and transaction id, or "*" where a method has no account
  std::string method;   ///< accounts, balances, transactions, details, overdrafts, identity
  QuotaKey(std::string establishment_code, std::string tpp_oid, std::string psu_id,
           std::string iban, std::string method_word)
      : establishment(std::move(establishment_code)),
        tpp(std::move(tpp_oid)),
        psu(std::move(psu_id)),
        subject(std::move(iban)),
        method(std::move(method_word)) {}
  QuotaKey() = default;
  auto operator<=>(const QuotaKey&) const = default;
};

/// A unit that was taken: the how-manieth of the day it is, from 1.
struct QuotaUnit {
  int number = 0;
};

}  // namespace guichet
