// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/account.hpp"
#include "domain/entries.hpp"
#include "domain/outcome.hpp"

namespace guichet::bank {

// The bodies of api/core-banking-1.yaml, both ways. Whoever reads refuses with bank_unavailable
// what is not to the letter of that file: a bank that answers nonsense is one that does not answer.
// The detail of the refusal names the member ("accounts[3].iban: ...") and repeats no value.

Outcome<Customer> read_customer(std::string_view body);
Outcome<std::vector<Account>> read_accounts(std::string_view body);
Outcome<Money> read_amount(std::string_view body);
Outcome<Entries> read_transactions(std::string_view body);
Outcome<std::vector<std::string>> read_details(std::string_view body);
Outcome<Identity> read_identity(std::string_view body);

/// True of the body with which 404 says that there is none; any other 404 is that of a server which
/// was asked by mistake.
bool says_unknown(std::string_view body);

std::string customer_body(const Customer& customer);
std::string accounts_body(const std::vector<Account>& accounts);
std::string amount_body(Money amount);
std::string transactions_body(const Entries& entries);
std::string details_body(const std::vector<std::string>& lines);
std::string identity_body(const Identity& identity);

/// What a customer types on the first page.
struct Identification {
  std::string identifier;
  std::string user_number;  ///< empty: he has none
};

/// Refuses as the others do.
Outcome<Identification> read_identification(std::string_view body);
std::string identification_body(const Identification& identification);

/// A day as api/core-banking-1.yaml writes it, "2026-11-23", if it is one.
std::optional<ParisDay> read_day(std::string_view text);

}  // namespace guichet::bank
