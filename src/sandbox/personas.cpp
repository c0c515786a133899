// SPDX-License-Identifier: Apache-2.0
#include "sandbox/personas.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "sandbox/french_iban.hpp"
#include "sandbox/persona_entries.hpp"

namespace guichet::sandbox {
namespace {

constexpr std::string_view particulier = "Particulier";
constexpr PsuStatus joint = PsuStatus::account_co_holder;

constexpr std::array lea_accounts{
    PersonaAccount{"FR7617515000920400430518020", particulier, "Mme LEA SANDBOXA", Money{-15000}},
};
constexpr std::array claire_accounts{
    PersonaAccount{"FR7617515900000400358074026", particulier, "Mme CLAIRE RECETTEB", Money{0}},
    PersonaAccount{"FR7617515900000800358074006", "Entrepreneur individuel", "Mme CLAIRE RECETTEB",
                   Money{2376698}},
};
constexpr std::array georges_accounts{
    PersonaAccount{"FR7617515000920400085945890", particulier, "Mr et Mme GEORGES PERSONAC",
                   Money{1000}, joint},
};
constexpr std::array gilles_accounts{
    PersonaAccount{"FR7617515000920440878790811", particulier, "Mr GILLES TESTUNID",
                   Money{1188030}},
    PersonaAccount{"FR7617515000920402428687756", particulier, "Mr OU Mme GILLES TESTUNID",
                   Money{0}, joint},
    PersonaAccount{"FR7617515000920402428748381", particulier, "Mr ET Mme GILLES TESTUNID",
                   Money{587922}, joint},
};

constexpr std::array of_the_page{
    Persona{"9999999901",
            "P9999999901",
            "LEA SANDBOXA",
            "Student, one account, overdrawn",
            "06 ** ** ** 01",
            lea_accounts,
            Segment::part,
            {},
            "Mme"},
    Persona{"9999999902",
            "P9999999902",
            "CLAIRE RECETTEB",
            "Employed and sole trader, one empty account and one with entries",
            "06 ** ** ** 02",
            claire_accounts,
            Segment::part,
            {},
            "Mme",
            true},
    Persona{"9999999903", "P9999999903", "GEORGES PERSONAC",
            "Employed, one joint account with 200 entries", "06 ** ** ** 03", georges_accounts},
    Persona{"9999999904", "P9999999904", "GILLES TESTUNID",
            "Retired, three accounts, two of them joint", "06 ** ** ** 04", gilles_accounts},
    Persona{"9999999905", "P9999999905", "GILLES TESTUNID",
            "Second login of GILLES, sees his third account only", "06 ** ** ** 05",
            std::span(gilles_accounts).subspan<2>()},
};

Iban iban_of(std::string_view text) { return Iban::parse(text).value(); }

Identity identity_of(const Persona& persona) {
  if (persona.title.empty()) return {std::string(persona.name), {}, {}, {}};
  const std::size_t blank = persona.name.find(' ');
  Identity identity;
  identity.first_name = persona.name.substr(0, blank);
  identity.last_name = persona.name.substr(blank + 1);
  identity.name_prefix = persona.title == "Mr" ? "MIST" : persona.title == "Mme" ? "MADM" : "MISS";
  identity.full_name = std::string(persona.title).append(" ").append(persona.name);
  return identity;
}

bank::CustomerRow customer_row(const Persona& persona) {
  bank::CustomerRow row;
  row.establishment = persona.establishment;
  row.identifier = persona.login;
  row.user_number = persona.user_number;
  row.identity = identity_of(persona);
  Customer& customer = row.customer;
  customer.psu = persona.psu;
  customer.needs_user_number = !persona.user_number.empty();
  customer.segment = persona.segment;  // the page's are PART subscribers, all of them
  customer.own_subscription = persona.subscription;
  customer.sole_trader = persona.sole_trader;
  customer.minor = !persona.legal_representative.empty();
  customer.legal_representative = persona.legal_representative;
  customer.masked_phone = persona.masked_phone;
  customer.means = {Means::otp_sms, Means::secur_pass, Means::cap_reader};
  if (is_for(Means::hardware_certificate, persona.segment))
    customer.means.push_back(Means::hardware_certificate);
  for (const PersonaAccount& account : persona.accounts) {
    row.accounts.push_back(iban_of(account.iban));
    if (account.status == PsuStatus::custodian_for_minor)
      row.of_minors.push_back(row.accounts.back());
  }
  return row;
}

bank::AccountRow account_row(const PersonaAccount& account, std::vector<bank::EntryPlan> entries) {
  return bank::AccountRow{
      .establishment = std::string(persona_establishment),
      .account = Account{.iban = iban_of(account.iban),
                         .name = "CPT DEPOT PART.",
                         .holder = std::string(account.holder),
                         // Also for the sole trader's account: the page prints it so
                         // (docs/divergences.md).
                         .usage = Usage::priv,
                         .psu_status = account.status,
                         .kind = account.kind,
                         .currency = account.currency,
                         .state = account.state,
                         .blocked = account.blocked,
                         .seized = account.seized},
      .balance = Balance{account.balance},
      .overdraft = Money{0},
      .entries = std::move(entries),
  };
}

void add_page_accounts(std::vector<bank::AccountRow>& accounts) {
  accounts.push_back(account_row(lea_accounts[0], printed_entries()));
  accounts.push_back(account_row(claire_accounts[0], {}));
  accounts.push_back(
      account_row(claire_accounts[1], invented_entries({.account = "CLAIRE-2",
                                                        .reference_prefix = "38200358074006",
                                                        .entries = 30,
                                                        .seed = 2,
                                                        .bank_transaction_codes = true})));
  accounts.push_back(
      account_row(georges_accounts[0], invented_entries({.account = "GEORGES-1",
                                                         .reference_prefix = "38200085945890",
                                                         .entries = 200,
                                                         .seed = 3,
                                                         .every_nth_reference_empty = 20})));
  accounts.push_back(
      account_row(gilles_accounts[0], invented_entries({.account = "GILLES-1",
                                                        .reference_prefix = "38200878790811",
                                                        .entries = 24,
                                                        .seed = 4})));
  accounts.push_back(account_row(
      gilles_accounts[1],
      invented_entries(
          {.account = "GILLES-2", .reference_prefix = "38202428687756", .entries = 8, .seed = 5})));
  accounts.push_back(
      account_row(gilles_accounts[2], invented_entries({.account = "GILLES-3",
                                                        .reference_prefix = "38202428748381",
                                                        .entries = 16,
                                                        .seed = 6})));
}

bank::AccountRow row_of_ours(const Persona& persona, const PersonaAccount& account) {
  const std::string_view number = account.iban.substr(14, 11);
  bank::AccountRow row = account_row(
      account, account.entries == 0
                   ? std::vector<bank::EntryPlan>{}
                   : rolling_entries(
                         {.account = account.iban,
                          .reference_prefix = "382" + std::string(number),
                          .entries = account.entries,
                          .seed = static_cast<std::uint32_t>(
                              std::strtoul(std::string(number).c_str(), nullptr, 10)),
                          .bank_transaction_codes = has_bank_transaction_codes(persona.segment)}));
  row.establishment = persona.establishment;
  if (account.status == PsuStatus::custodian_for_minor)
    row.account.psu_status = PsuStatus::account_holder;
  if (persona.segment != Segment::part) {
    row.account.name = "CPT COURANT";
    row.account.usage = Usage::orga;
    row.overdraft = Money{500000};
  }
  if (account.nonsense) {
    row.overdraft = account.balance;
    for (bank::EntryPlan& plan : row.entries) plan.amount = account.balance;
  }
  return row;
}

/// The accounts that follow the one listed, without entries, each with the next number.
void add_more_accounts(bank::BankTables& tables, const Persona& persona) {
  const bank::AccountRow model = tables.accounts.back();
  const std::string first(model.account.iban.account_number());
  const std::string bank_and_branch = model.account.iban.text().substr(4, 10);
  for (int more = 1; more <= persona.more_accounts; ++more) {
    bank::AccountRow row = model;
    row.account.iban =
        french_iban(bank_and_branch, std::stoull(first) + static_cast<unsigned>(more));
    row.entries.clear();
    tables.customers.back().accounts.push_back(row.account.iban);
    tables.accounts.push_back(std::move(row));
  }
}

}  // namespace

std::span<const Persona> personas() {
  static const std::vector<Persona> all = [] {
    std::vector<Persona> list(of_the_page.begin(), of_the_page.end());
    list.insert(list.end(), personas_of_ours().begin(), personas_of_ours().end());
    return list;
  }();
  return all;
}

std::span<const Persona> page_personas() { return of_the_page; }

const Persona* persona_of(std::string_view login, std::string_view establishment) {
  const Persona* elsewhere = nullptr;
  for (const Persona& persona : personas()) {
    if (persona.login != login) continue;
    if (persona.establishment == establishment) return &persona;
    if (elsewhere == nullptr) elsewhere = &persona;
  }
  return elsewhere;
}

std::string introduction(const Persona& persona) {
  std::string text(persona.name);
  if (!persona.user_number.empty()) text.append(", user number ").append(persona.user_number);
  if (persona.establishment != persona_establishment)
    text.append(", at ").append(persona.establishment);
  return text;
}

bank::BankTables persona_tables() {
  bank::BankTables tables;
  tables.id_of_entry = id_of_entry;
  for (const Persona& persona : of_the_page) tables.customers.push_back(customer_row(persona));
  add_page_accounts(tables.accounts);
  for (const Persona& persona : personas_of_ours()) {
    tables.customers.push_back(customer_row(persona));
    for (const PersonaAccount& account : persona.accounts) {
      const bool has_row = std::ranges::any_of(tables.accounts, [&](const bank::AccountRow& row) {
        return row.establishment == persona.establishment &&
               row.account.iban.text() == account.iban;
      });
      if (!has_row) tables.accounts.push_back(row_of_ours(persona, account));
    }
    add_more_accounts(tables, persona);
  }
  return tables;
}

}  // namespace guichet::sandbox
