// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace guichet {

/// ISO 4217. Only euro accounts are eligible; the type exists so that nobody adds cents to yen, and
/// so that core banking can say what it holds.
enum class Currency { eur, usd, gbp, chf };

/// The three letters of ISO 4217.
const char* code_of(Currency currency);

/// An amount in minor units: EUR 12.30 is {1230, eur}. Negative is a debit.
struct Money {
  std::int64_t minor_units = 0;
  Currency currency = Currency::eur;
  bool operator==(const Money&) const = default;
};

/// False of an amount that no account holds: more than 18 digits, the most of an ISO 20022 amount.
bool is_plausible(Money money);

/// "-150.00": a sign if negative, and always two decimals (STET 1.4, and balances of the reference
/// page).
std::string with_two_decimals(Money money);

/// "8.12", "11.4", "0", "-150": the shortest exact decimal, fit for a JSON number (STET 1.5 and
/// later).
std::string as_json_number(Money money);

}  // namespace guichet
