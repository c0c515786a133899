// SPDX-License-Identifier: Apache-2.0
#include "world.hpp"

#include <algorithm>
#include <sstream>

namespace guichet::properties {
namespace {

/// ISO 7064 MOD 97-10 over a string of digits.
int remainder(const std::string& digits) {
  int left = 0;
  for (const char digit : digits) left = (left * 10 + (digit - '0')) % 97;
  return left;
}

std::string padded(std::int64_t number, std::size_t width) {
  std::string digits = std::to_string(number);
  return std::string(width - std::min(width, digits.size()), '0') + digits;
}

/// A French IBAN with right check digits; `number` is a bank's, a branch's and an account's.
std::string french_iban(const std::string& number) {
  const std::string basic = number + "00";
  // F is 15 and R is 27.
  return "FR" + padded(98 - remainder(basic + "152700"), 2) + basic;
}

std::vector<EntryFacts> random_entries(Dice& dice) {
  // References of their own, shared ones (the instalments of a standing order), empty ones and
  // none.
  constexpr std::array references{"R1", "R2", "R3", "STANDING", ""};
  // The edges of both depths, whatever the day of the fortnight, and more of the last days.
  std::vector<EntryFacts> entries(dice.percent(10) ? 0 : 1 + dice.index(6));
  for (EntryFacts& entry : entries) {
    entry.days_before_anchor = static_cast<int>(dice.percent(50)   ? dice.between(0, 20)
                                                : dice.percent(50) ? dice.between(46, 63)
                                                                   : dice.between(70, 95));
    if (dice.percent(80)) entry.reference = dice.one_of(references);
    entry.lines_of_detail = static_cast<int>(dice.between(0, 2));
  }
  return entries;
}

BankFacts random_bank(Dice& dice) {
  BankFacts bank;
  constexpr std::size_t unknown = iban_count - 1;
  for (std::size_t number = 0; number < unknown; ++number) {
    AccountFacts& account = bank.accounts.at(number);
    account.opened = dice.percent(85);
    account.eligible = dice.percent(80);
    account.balance_cents = dice.between(-50'000, 5'000'000);
    account.overdraft_cents = dice.percent(50) ? 0 : dice.between(1, 200'000);
    account.entries = random_entries(dice);
  }
  for (CustomerFacts& customer : bank.customers) {
    customer.kin = static_cast<Kin>(dice.between(0, 3));
    for (std::size_t number = 0; number < unknown; ++number)
      // An account of two customers is a joint one.
      if (bank.accounts.at(number).opened && dice.percent(60)) customer.accounts.push_back(number);
    if (customer.accounts.size() > 1 && dice.percent(50)) std::ranges::reverse(customer.accounts);
  }
  return bank;
}

std::string_view name_of(Kin kin) {
  switch (kin) {
    case Kin::part:
      return "PART";
    case Kin::pro:
      return "PRO";
    case Kin::ent:
      return "ENT";
    case Kin::assoc:
      return "ASSOC";
  }
  return {};
}

void write(std::ostream& text, const AccountFacts& account, std::size_t number) {
  text << "  account " << number << (account.eligible ? "" : " (not eligible)") << " balance "
       << account.balance_cents << " overdraft " << account.overdraft_cents << " entries";
  for (const EntryFacts& entry : account.entries) {
    text << ' ' << entry.days_before_anchor;
    if (entry.reference) text << '=' << (entry.reference->empty() ? "''" : *entry.reference);
  }
  text << '\n';
}

}  // namespace

World random_world(Dice& dice) {
  World world;
  // Numbers that differ in one digit, at both ends of what a resource id shows; half of them of
  // private customers (04), half of professionals (08).
  constexpr std::array accounts{"17515900000400358074", "17515900000400358075",
                                "27515900000400358074", "17515900000800358074",
                                "17515000920840878790", "17515000920802428687",
                                "17515900000400999999"};
  for (std::size_t number = 0; number < iban_count; ++number)
    world.ibans.at(number) = french_iban(accounts.at(number) + std::string("0"));
  for (BankFacts& bank : world.banks) bank = random_bank(dice);
  return world;
}

bool reaches(Kin kin, const std::string& iban) {
  const std::string kind = iban.substr(14, 2);
  if (kin == Kin::pro) return kind == "04" || kind == "08";
  return kind == (kin == Kin::part ? "04" : "08");
}

std::string_view bank_code(std::size_t bank) { return bank == 0 ? "17515" : "14265"; }

std::string psu_id(std::size_t customer) { return "psu-" + std::to_string(customer); }

std::string_view tpp_id(std::size_t tpp) {
  return tpp == 0 ? "PSDFR-ACPR-13807" : "PSDFR-ACPR-11111";
}

std::string written(const World& world) {
  std::ostringstream text;
  for (std::size_t number = 0; number < iban_count; ++number)
    text << "account " << number << " is " << world.ibans.at(number) << '\n';
  for (std::size_t bank = 0; bank < bank_count; ++bank) {
    const BankFacts& facts = world.banks.at(bank);
    text << "bank " << bank << '\n';
    for (std::size_t number = 0; number < iban_count; ++number)
      if (facts.accounts.at(number).opened) write(text, facts.accounts.at(number), number);
    for (std::size_t customer = 0; customer < customer_count; ++customer) {
      text << "  customer " << customer << ' ' << name_of(facts.customers.at(customer).kin)
           << " holds";
      for (const std::size_t number : facts.customers.at(customer).accounts) text << ' ' << number;
      text << '\n';
    }
  }
  return text.str();
}

}  // namespace guichet::properties
