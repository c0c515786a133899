// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "bank/embedded/bank_tables.hpp"
#include "domain/money.hpp"
#include "domain/segment.hpp"

namespace guichet::sandbox {

/// The establishment of the reference page's personas ("Assemblage sandbox"), and of most of ours.
inline constexpr std::string_view persona_establishment = "17515";

/// One line of the reference page's persona table, or an account of a customer of ours.
struct PersonaAccount {
  std::string_view iban;
  std::string_view segment;  ///< as on the page: "Particulier", "Entrepreneur individuel"
  std::string_view holder;   ///< "Mr et Mme GEORGES PERSONAC"
  Money balance;
  PsuStatus status = PsuStatus::account_holder;  ///< of the persona under whom it stands
  AccountKind kind = AccountKind::payment;
  Currency currency = Currency::eur;
  AccountState state = AccountState::active;
  bool blocked = false;
  bool seized = false;
  int entries = 0;        ///< of a customer of ours: how many come round in three months
  bool nonsense = false;  ///< core banking says of each entry what it says of the balance
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
  std::string_view title = "Mr";      ///< before the name; empty for a legal person
  bool sole_trader = false;
  std::string_view establishment = persona_establishment;
  std::optional<Subscription> subscription = {};  ///< unless it is the segment's usual one
  std::string_view legal_representative = {};     ///< of a minor: core banking's id of his
  int more_accounts = 0;  ///< after those listed: numbered accounts that differ in nothing else
};

/// The personas of the reference page in the order of their logins, then customers of our own. The
/// logins 9999999904 and 05 are one person: GILLES sees his three accounts with the first, and only
/// the third with the second. At different establishments one login may be two customers.
std::span<const Persona> personas();

/// Those of the reference page alone.
std::span<const Persona> page_personas();

/// Those of our own alone.
std::span<const Persona> personas_of_ours();

/// Who signs in with this login at `establishment`; else whoever does elsewhere; else null.
const Persona* persona_of(std::string_view login, std::string_view establishment);

/// The name, and what one must know besides the login to sign in: "PAUL MENUISIER, user number
/// 0001", "CHORALE DES ESSAIS, user number 0003, at 14265".
std::string introduction(const Persona& persona);

/// The personas as a bank: their accounts, balances, entries and identities.
bank::BankTables persona_tables();

}  // namespace guichet::sandbox
