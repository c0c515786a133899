// SPDX-License-Identifier: Apache-2.0
#include "sandbox/personas.hpp"

#include <array>
#include <string>

#include "sandbox/persona_entries.hpp"

namespace guichet::sandbox {
namespace {

constexpr std::string_view particulier = "Particulier";

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
                   Money{1000}},
};
constexpr std::array paul_accounts{
    PersonaAccount{"FR7617515900000800111222392", "Professionnel", "M PAUL MENUISIER",
                   Money{1254075}},
};
constexpr std::array atelier_accounts{
    PersonaAccount{"FR7617515900000800444555617", "Entreprise", "ATELIER DES ESSAIS SARL",
                   Money{8431290}},
};
constexpr std::array gilles_accounts{
    PersonaAccount{"FR7617515000920440878790811", particulier, "Mr GILLES TESTUNID",
                   Money{1188030}},
    PersonaAccount{"FR7617515000920402428687756", particulier, "Mr OU Mme GILLES TESTUNID",
                   Money{0}},
    PersonaAccount{"FR7617515000920402428748381", particulier, "Mr ET Mme GILLES TESTUNID",
                   Money{587922}},
};

constexpr std::array persona_list{
    Persona{"9999999901", "P9999999901", "LEA SANDBOXA", "Student, one account, overdrawn",
            "06 ** ** ** 01", lea_accounts},
    Persona{"9999999902", "P9999999902", "CLAIRE RECETTEB",
            "Employed and sole trader, one empty account and one with entries", "06 ** ** ** 02",
            claire_accounts},
    Persona{"9999999903", "P9999999903", "GEORGES PERSONAC",
            "Employed, one joint account with 200 entries", "06 ** ** ** 03", georges_accounts},
    Persona{"9999999904", "P9999999904", "GILLES TESTUNID",
            "Retired, three accounts, two of them joint", "06 ** ** ** 04", gilles_accounts},
    Persona{"9999999905", "P9999999905", "GILLES TESTUNID",
            "Second login of GILLES, sees his third account only", "06 ** ** ** 05",
            std::span(gilles_accounts).subspan<2>()},
    Persona{"9999999911", "P9999999911", "PAUL MENUISIER",
            "Ours: professional, gives a user number, may use a certificate", "06 ** ** ** 11",
            paul_accounts, Segment::pro, "0001"},
    Persona{"9999999912", "P9999999912", "ATELIER DES ESSAIS SARL",
            "Ours: company, gives a user number, may use a certificate", "06 ** ** ** 12",
            atelier_accounts, Segment::ent, "0002"},
};

Iban iban_of(std::string_view text) { return Iban::parse(text).value(); }

Identity identity_of(const Persona& persona) {
  if (persona.segment == Segment::ent) return {std::string(persona.name), {}, {}, {}};
  const std::size_t blank = persona.name.find(' ');
  Identity identity;
  identity.first_name = persona.name.substr(0, blank);
  identity.last_name = persona.name.substr(blank + 1);
  const bool woman = identity.first_name == "LEA" || identity.first_name == "CLAIRE";
  identity.name_prefix = woman ? "MADM" : "MIST";
  identity.full_name = std::string(woman ? "Mme " : "Mr ").append(persona.name);
  return identity;
}

bank::CustomerRow customer_row(const Persona& persona) {
  bank::CustomerRow row;
  row.establishment = persona_establishment;
  row.identifier = persona.login;
  row.customer.psu = persona.psu;
  row.user_number = persona.user_number;
  row.customer.needs_user_number = !persona.user_number.empty();
  row.customer.segment = persona.segment;  // the page's are PART subscribers, all of them
  row.customer.masked_phone = persona.masked_phone;
  row.customer.means = {Means::otp_sms, Means::secur_pass, Means::cap_reader};
  if (is_for(Means::hardware_certificate, persona.segment))
    row.customer.means.push_back(Means::hardware_certificate);
  row.identity = identity_of(persona);
  for (const PersonaAccount& account : persona.accounts)
    row.accounts.push_back(iban_of(account.iban));
  return row;
}

bank::AccountRow account_row(const PersonaAccount& account, PsuStatus status,
                             std::vector<bank::EntryPlan> entries) {
  return bank::AccountRow{
      .establishment = std::string(persona_establishment),
      .account =
          Account{
              .iban = iban_of(account.iban),
              .name = "CPT DEPOT PART.",
              .holder = std::string(account.holder),
              // Also for the sole trader's account: the page prints it so (docs/divergences.md).
              .usage = Usage::priv,
              .psu_status = status,
              .eligible = true},
      .balance = Balance{account.balance},
      .overdraft = Money{0},
      .entries = std::move(entries),
  };
}

}  // namespace

std::span<const Persona> personas() { return persona_list; }

std::span<const Persona> page_personas() { return std::span(persona_list).first<5>(); }

bank::BankTables persona_tables() {
  constexpr PsuStatus alone = PsuStatus::account_holder;
  constexpr PsuStatus joint = PsuStatus::account_co_holder;
  bank::BankTables tables;
  for (const Persona& persona : persona_list) tables.customers.push_back(customer_row(persona));
  auto& accounts = tables.accounts;
  accounts.push_back(account_row(lea_accounts[0], alone, printed_entries()));
  accounts.push_back(account_row(claire_accounts[0], alone, {}));
  accounts.push_back(account_row(claire_accounts[1], alone,
                                 invented_entries({.account = "CLAIRE-2",
                                                   .reference_prefix = "38200358074006",
                                                   .entries = 30,
                                                   .seed = 2,
                                                   .bank_transaction_codes = true})));
  accounts.push_back(account_row(georges_accounts[0], joint,
                                 invented_entries({.account = "GEORGES-1",
                                                   .reference_prefix = "38200085945890",
                                                   .entries = 200,
                                                   .seed = 3,
                                                   .every_nth_reference_empty = 20})));
  accounts.push_back(account_row(gilles_accounts[0], alone,
                                 invented_entries({.account = "GILLES-1",
                                                   .reference_prefix = "38200878790811",
                                                   .entries = 24,
                                                   .seed = 4})));
  accounts.push_back(account_row(
      gilles_accounts[1], joint,
      invented_entries(
          {.account = "GILLES-2", .reference_prefix = "38202428687756", .entries = 8, .seed = 5})));
  accounts.push_back(account_row(gilles_accounts[2], joint,
                                 invented_entries({.account = "GILLES-3",
                                                   .reference_prefix = "38202428748381",
                                                   .entries = 16,
                                                   .seed = 6})));
  const std::array ours{std::pair{&paul_accounts[0], 7}, std::pair{&atelier_accounts[0], 8}};
  for (const auto& [account, seed] : ours) {
    auto row = account_row(
        *account, alone,
        invented_entries({.account = "OURS-" + std::to_string(seed),
                          .reference_prefix = "382" + std::string(account->iban.substr(14, 11)),
                          .entries = 40,
                          .seed = static_cast<unsigned>(seed),
                          .bank_transaction_codes = true}));
    row.account.name = "CPT COURANT";
    row.account.usage = Usage::orga;
    row.overdraft = Money{500000};
    accounts.push_back(std::move(row));
  }
  return tables;
}

}  // namespace guichet::sandbox
