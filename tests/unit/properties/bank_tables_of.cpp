// SPDX-License-Identifier: Apache-2.0
#include "bank_tables_of.hpp"

#include <utility>

namespace guichet::properties {
namespace {

Iban iban_of(const std::string& text) { return Iban::parse(text).value(); }

Segment segment_of(Kin kin) {
  switch (kin) {
    case Kin::part:
      return Segment::part;
    case Kin::pro:
      return Segment::pro;
    case Kin::ent:
      return Segment::ent;
    case Kin::assoc:
      return Segment::assoc;
  }
  std::unreachable();
}

bank::AccountRow row_of(const AccountFacts& facts, std::size_t bank, const std::string& iban) {
  bank::AccountRow row{
      .establishment = std::string(bank_code(bank)),
      .account =
          Account{.iban = iban_of(iban), .name = {}, .holder = {}, .blocked = !facts.eligible},
      .balance = Balance{Money{facts.balance_cents}},
      .overdraft = Money{facts.overdraft_cents},
      .entries = {}};
  for (const EntryFacts& entry : facts.entries) {
    bank::EntryPlan plan;
    plan.id = "entry-" + std::to_string(row.entries.size()) + "-";
    plan.days_before_anchor = entry.days_before_anchor;
    plan.entry_reference = entry.reference;
    plan.remittance = {std::to_string(row.entries.size())};
    plan.details.assign(static_cast<std::size_t>(entry.lines_of_detail), "line");
    row.entries.push_back(std::move(plan));
  }
  return row;
}

bank::CustomerRow row_of(const CustomerFacts& facts, std::size_t bank, std::size_t customer,
                         const World& world) {
  bank::CustomerRow row;
  row.establishment = bank_code(bank);
  row.identifier = "login-" + std::to_string(customer);
  row.customer.psu = psu_id(customer);
  row.customer.segment = segment_of(facts.kin);
  row.identity.full_name = psu_id(customer);
  for (const std::size_t number : facts.accounts)
    row.accounts.push_back(iban_of(world.ibans.at(number)));
  return row;
}

}  // namespace

bank::BankTables tables_of(const World& world) {
  bank::BankTables tables;
  tables.id_of_entry = [](std::string_view plan, ParisDay day) {
    return std::string(plan) + iso_date(day);
  };
  for (std::size_t bank = 0; bank < bank_count; ++bank) {
    const BankFacts& facts = world.banks.at(bank);
    for (std::size_t number = 0; number < iban_count; ++number)
      if (facts.accounts.at(number).opened)
        tables.accounts.push_back(row_of(facts.accounts.at(number), bank, world.ibans.at(number)));
    for (std::size_t customer = 0; customer < customer_count; ++customer)
      if (facts.customers.at(customer).is_customer)
        tables.customers.push_back(row_of(facts.customers.at(customer), bank, customer, world));
  }
  return tables;
}

}  // namespace guichet::properties
