// SPDX-License-Identifier: Apache-2.0
#include "bank_desk.hpp"

namespace guichet::ais {
namespace {

bank::EntryPlan entry(std::string id, int days_before_anchor, std::string reference) {
  bank::EntryPlan plan;
  plan.id = std::move(id);
  plan.days_before_anchor = days_before_anchor;
  plan.entry_reference = std::move(reference);
  plan.amount = Money{-100};
  plan.remittance = {plan.id};
  return plan;
}

bank::AccountRow account(std::string_view establishment, const std::string& iban,
                         std::int64_t cents, bool blocked = false) {
  bank::AccountRow row{std::string(establishment),
                       Account{iban_of(iban), "CPT DEPOT PART.", "Mme"},
                       Balance{Money{cents}},
                       Money{50000},
                       {}};
  row.account.blocked = blocked;
  return row;
}

bank::CustomerRow customer(std::string_view establishment, std::string psu, Segment segment,
                           const std::vector<std::string>& ibans) {
  bank::CustomerRow row;
  row.establishment = establishment;
  row.identifier = "login-" + psu;
  row.customer.psu = psu;
  row.customer.segment = segment;
  row.customer.sole_trader = segment == Segment::part;
  row.identity.full_name = "Mme " + psu;
  for (const std::string& iban : ibans) row.accounts.push_back(iban_of(iban));
  return row;
}

}  // namespace

bank::BankTables small_bank() {
  bank::BankTables tables;
  tables.id_of_entry = [](std::string_view plan, ParisDay day) {
    return std::string(plan) + iso_date(day);
  };
  tables.customers = {
      customer(bank_code, "customer", Segment::part,
               {main_iban, blocked_iban, second_iban, joint_iban}),
      customer(bank_code, "co-holder", Segment::part, {joint_iban}),
      customer(bank_code, "company", Segment::ent, {foreign_iban}),
      customer(bank_code, "blocked", Segment::part, {blocked_iban}),
      customer(other_bank_code, "customer", Segment::part, {main_iban}),
  };
  tables.accounts = {
      account(bank_code, main_iban, -15000),  account(bank_code, second_iban, 2376698),
      account(bank_code, joint_iban, 0),      account(bank_code, blocked_iban, 1, true),
      account(bank_code, foreign_iban, 4242), account(other_bank_code, main_iban, 777),
  };
  // Newest last on purpose: the order of the plans is not the order of the days.
  auto& entries = tables.accounts[0].entries;
  entries = {entry("old", 40, "R1"), entry("standing-1", 30, "S"), entry("standing-2", 20, "S"),
             entry("new", 1, "R4")};
  entries[0].details = {"one", "two"};
  entries.push_back(entry("nameless", 10, ""));
  auto& of_company = tables.accounts[4].entries;
  // The embedded bank takes deeper plans than the sandbox's personas have.
  of_company = {entry("recent", 3, "C2"), entry("ancient", 70, "C1")};
  of_company[1].details = {"three months ago"};
  return tables;
}

}  // namespace guichet::ais
