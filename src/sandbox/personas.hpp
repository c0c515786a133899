// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "bank/embedded/bank_tables.hpp"
#include "domain/money.hpp"
#include "domain/segment.hpp"

namespace guichet::sandbox {

/// The only establishment that has personas (reference page, "Assemblage sandbox").
inline constexpr std::string_view persona_establishment = "17515";

/// One line of the reference page's persona table.
struct PersonaAccount {
  std::string_view iban;
  std::string_view segment;  ///< as on the page: "Particulier", "Entrepreneur individuel"
  std::string_view holder;   ///< "Mr et Mme GEORGES PERSONAC"
  Money balance;
};

/// An invented customer to sign in as. Every one of them receives the sandbox's SMS code.
struct Persona {
  std::string_view login;     ///< online-banking identifier
  std::string_view psu;       ///< core banking's id of the customer
  std::string_view name;      ///< "LEA SANDBOXA"
  std::string_view portrait;  ///< what the persona is good for, one line
  std::string_view masked_phone;
  std::span<const PersonaAccount> accounts;
  Segment segment = Segment::part;
  std::string_view user_number = {};  ///< asked besides the login; empty: none is
};

/// The personas of the reference page in the order of their logins, then customers of our own. The
/// logins 9999999904 and 05 are one person: GILLES sees his three accounts with the first, and only
/// the third with the second.
std::span<const Persona> personas();

/// Those of the reference page alone.
std::span<const Persona> page_personas();

/// The personas as a bank: their accounts, balances, entries and identities.
bank::BankTables persona_tables();

}  // namespace guichet::sandbox
