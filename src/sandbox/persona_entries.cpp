// SPDX-License-Identifier: Apache-2.0
#include "sandbox/persona_entries.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <random>
#include <span>
#include <string>
#include <utility>

#include "crypto/base64.hpp"
#include "crypto/sha256.hpp"

namespace guichet::sandbox {
namespace {

using bank::EntryPlan;

constexpr std::string_view issuer = "SI MYSYS - Caisse d'Epargne";

/// What kind of operation an entry comes from: it decides the form of its reference and its code.
enum class Operation {
  card,
  deferred_card,
  withdrawal,
  direct_debit,
  transfer_out,
  transfer_in,
  instant,
  cheque,
  fee
};

/// A thing that happens in an account. Amounts in cents, signed; the label may hold dates
/// (EntryPlan).
struct Habit {
  Operation operation;
  std::string_view label;
  int least;
  int most;
};

constexpr std::array everyday{
    Habit{Operation::card, "CB BOULANGERIE DU MARCHE FACT %d%m%y", -180, -940},
    Habit{Operation::card, "CB MONOPRIX PARIS 11 FACT %d%m%y", -620, -5840},
    Habit{Operation::card, "CB CARREFOUR CITY FACT %d%m%y", -450, -4210},
    Habit{Operation::card, "CB PHARMACIE VOLTAIRE FACT %d%m%y", -390, -3275},
    Habit{Operation::card, "CB RATP NAVIGO FACT %d%m%y", -215, -1990},
    Habit{Operation::card, "CB SNCF CONNECT FACT %d%m%y", -1200, -11800},
    Habit{Operation::card, "CB LIBRAIRIE DES ARTS FACT %d%m%y", -690, -4560},
    Habit{Operation::card, "CB CINEMA LE MERIDIEN FACT %d%m%y", -750, -2600},
    Habit{Operation::card, "CB CAFE DE LA GARE FACT %d%m%y", -230, -1870},
    Habit{Operation::card, "CB STATION TOTAL A6 FACT %d%m%y", -3010, -8890},
    Habit{Operation::deferred_card, "CB DIFFEREE DECATHLON FACT %d%m%y", -1490, -12990},
    Habit{Operation::deferred_card, "CB DIFFEREE FNAC PARIS FACT %d%m%y", -990, -24900},
    Habit{Operation::deferred_card, "CB DIFFEREE AIR FRANCE FACT %d%m%y", -8900, -41500},
    Habit{Operation::withdrawal, "RETRAIT DAB %d/%m/%y PARIS BASTILLE", -2000, -10000},
    Habit{Operation::withdrawal, "RETRAIT DAB %d/%m/%y PARIS NATION", -2000, -6000},
    Habit{Operation::direct_debit, "PRLV SEPA EDF CLIENTS PARTICULIERS", -3890, -9640},
    Habit{Operation::direct_debit, "PRLV SEPA FREE TELECOM", -1999, -3999},
    Habit{Operation::direct_debit, "PRLV SEPA MUTUELLE DES ARTISANS", -4210, -7780},
    Habit{Operation::direct_debit, "PRLV SEPA EAU DE PARIS", -2340, -5210},
    Habit{Operation::transfer_out, "VIR SEPA LOYER AGENCE VOLTAIRE", -68000, -89000},
    Habit{Operation::transfer_out, "VIR SEPA LIVRET A EPARGNE", -5000, -20000},
    Habit{Operation::instant, "VIR INST COLOCATAIRE", -1500, -8200},
    Habit{Operation::instant, "VIR INST REMBOURSEMENT DINER", 1250, 4800},
    Habit{Operation::transfer_in, "VIR SEPA SALAIRE ATELIER RIVES", 142000, 198000},
    Habit{Operation::transfer_in, "VIR SEPA CPAM REMBOURSEMENT", 690, 5230},
    Habit{Operation::transfer_in, "VIR SEPA CAF DE PARIS", 9800, 21400},
    Habit{Operation::cheque, "REMISE CHEQUE AGENCE BASTILLE", 2500, 32000},
    Habit{Operation::fee, "* COTISATION FORMULE", -390, -1140},
    Habit{Operation::fee, "* FRAIS TENUE DE COMPTE", -150, -200},
};

/// How often a habit of `everyday` comes up: small things often, salaries and rents rarely.
std::size_t picked(std::minstd_rand& dice) {
  constexpr std::size_t small_things = 11;
  const bool small = dice() % 100 < 62;
  return small ? dice() % small_things : small_things + dice() % (everyday.size() - small_things);
}

BankTransactionCode code_of(Operation operation) {
  const auto code = [](const char* domain, const char* family, const char* sub_family,
                       const char* own) {
    return BankTransactionCode{domain, family, sub_family, own, std::string(issuer)};
  };
  switch (operation) {
    case Operation::card:
      return code("PMNT", "CCRD", "POSD", "10");
    case Operation::deferred_card:
      return code("PMNT", "CCRD", "POSC", "17");
    case Operation::withdrawal:
      return code("PMNT", "CCRD", "CWDL", "11");
    case Operation::direct_debit:
      return code("PMNT", "RDDT", "ESDD", "08");
    case Operation::transfer_out:
      return code("PMNT", "ICDT", "ESCT", "06");
    case Operation::transfer_in:
      return code("PMNT", "RCDT", "ESCT", "05");
    case Operation::instant:
      return code("PMNT", "IRCT", "ESCT", "C1");
    case Operation::cheque:
      return code("PMNT", "RCHQ", "CCHQ", "02");
    case Operation::fee:
      return code("ACMT", "MDOP", "COMM", "62");
  }
  return {};
}

std::string digits(unsigned long value, int width) {
  char text[24];
  std::snprintf(text, sizeof text, "%0*lu", width, value);
  return text;
}

/// What follows the prefix, as in the page's table of forms: 11, 16 or 26 characters.
std::string reference_tail(Operation operation, int number, std::minstd_rand& dice) {
  const auto serial = static_cast<unsigned long>(number);
  switch (operation) {
    case Operation::transfer_out:
      return "80%y%j" + digits(serial, 4);
    case Operation::direct_debit:
      return "%Y%jG1" + digits(serial, 7);
    case Operation::deferred_card:
      return "%Y%m%d17" + digits(serial, 7) + digits(dice() % 1'000'000'000, 9);
    default: {
      const std::string hours = digits(dice() % 24, 2);
      const std::string minutes = digits(dice() % 60, 2);
      const std::string seconds = digits(dice() % 60, 2);
      return "%Y-%m-%d-" + hours + '.' + minutes + '.' + seconds + '.' +
             digits(serial * 4099 % 1'000'000, 6);
    }
  }
}

std::string short_digest(std::string_view text, std::size_t bytes) {
  const crypto::Sha256 digest = crypto::sha256(text);
  return crypto::base64url(std::string_view(reinterpret_cast<const char*>(digest.data()), bytes));
}

std::string id_of(std::string_view account, int number) {
  return short_digest(std::string(account) + '/' + std::to_string(number), 12);
}

int days_to_booking(Operation operation) {
  switch (operation) {
    case Operation::card:
    case Operation::withdrawal:
      return 1;
    case Operation::deferred_card:
      return 2;
    default:
      return 0;
  }
}

std::vector<std::string> details_of(std::string_view label, Operation operation) {
  std::vector<std::string> lines{std::string(label), "Date d'opération : %d/%m/%Y"};
  if (operation == Operation::direct_debit) lines.emplace_back("Mandat SEPA : FR46ZZZ%y%j");
  if (operation == Operation::transfer_in || operation == Operation::transfer_out)
    lines.emplace_back("Motif : %m/%Y");
  return lines;
}

EntryPlan printed_entry(int number, int days_before_anchor, int days_to_booking_day,
                        std::string_view reference_tail_text, int cents, BankTransactionCode code,
                        std::string_view label, std::string_view details) {
  code.issuer = issuer;
  EntryPlan plan;
  plan.id = id_of("LEA-1", number);
  plan.days_before_anchor = days_before_anchor;
  plan.days_to_booking = days_to_booking_day;
  plan.entry_reference = std::string("38204055410251").append(reference_tail_text);
  plan.amount = Money{cents};
  plan.bank_transaction_code = std::move(code);
  plan.remittance = {std::string(label)};
  plan.details = {std::string(label), "Date d'opération : %d/%m/%Y", std::string(details)};
  return plan;
}

/// What is drawn for each number, with the operation it comes from.
std::vector<std::pair<EntryPlan, Operation>> drawn_entries(const History& history) {
  std::minstd_rand dice(history.seed);
  std::vector<std::pair<EntryPlan, Operation>> plans;
  plans.reserve(static_cast<std::size_t>(history.entries));
  for (int number = 0; number < history.entries; ++number) {
    const Habit& habit = everyday[picked(dice)];
    const int range = std::abs(habit.most - habit.least) + 1;
    const int above = static_cast<int>(dice() % static_cast<unsigned>(range));
    EntryPlan plan;
    plan.id = id_of(history.account, number);
    plan.days_before_anchor = number * (bank::deepest_plan_days + 1) / history.entries;
    plan.days_to_booking = days_to_booking(habit.operation);
    plan.amount = Money{habit.least < 0 ? habit.least - above : habit.least + above};
    // Cash comes in tens.
    if (habit.operation == Operation::withdrawal)
      plan.amount.minor_units -= plan.amount.minor_units % 1000;
    plan.entry_reference = history.reference_prefix + reference_tail(habit.operation, number, dice);
    const int nth = history.every_nth_reference_empty;
    if (nth > 0 && number % nth == nth - 1) plan.entry_reference = "";
    if (history.bank_transaction_codes) plan.bank_transaction_code = code_of(habit.operation);
    plan.remittance = {std::string(habit.label)};
    if (number % 3 == 0) plan.details = details_of(habit.label, habit.operation);
    plans.emplace_back(std::move(plan), habit.operation);
  }
  return plans;
}

/// As long as the deepest history shows, today included: each plan is there once.
constexpr int round_days = bank::recurring_depth_days + 1;

/// How long before its booking an operation is known.
int announced_days(Operation operation) {
  switch (operation) {
    case Operation::deferred_card:
      return 20;
    case Operation::transfer_out:
      return 7;
    case Operation::direct_debit:
      return 5;
    case Operation::card:
    case Operation::withdrawal:
      return 1;
    default:
      return 0;
  }
}

/// Those whose reference is the same before and after booking (reference page, "Obtenir la liste
/// des transactions").
bool keeps_reference(Operation operation) {
  return operation == Operation::deferred_card || operation == Operation::transfer_out ||
         operation == Operation::direct_debit;
}

/// Two kinds of entry that come by a rhythm of their own. `number` is one that no drawn entry has.
EntryPlan rhythmic_entry(const History& history, Operation operation, int number, int every_days,
                         std::string_view label) {
  EntryPlan plan;
  plan.id = id_of(history.account, number);
  plan.every_days = every_days;
  plan.turn = static_cast<int>(history.seed % static_cast<unsigned>(every_days));
  plan.announced_days = announced_days(operation);
  plan.days_to_booking = plan.announced_days;
  plan.reference_before_booking = true;
  if (history.bank_transaction_codes) plan.bank_transaction_code = code_of(operation);
  plan.remittance = {std::string(label)};
  plan.details = details_of(label, operation);
  return plan;
}

/// All its instalments bear one reference, so it has no date.
EntryPlan standing_order(const History& history) {
  EntryPlan plan = rhythmic_entry(history, Operation::transfer_out, -1, 28,
                                  "VIR PERMANENT LOYER AGENCE VOLTAIRE");
  plan.amount = Money{-74500};
  plan.entry_reference = history.reference_prefix + "80010010001";
  return plan;
}

EntryPlan refused_debit(const History& history) {
  EntryPlan plan =
      rhythmic_entry(history, Operation::direct_debit, -2, 30, "PRLV SEPA SALLE DE SPORT REJETE");
  plan.amount = Money{-3990};
  plan.entry_reference = history.reference_prefix + "%Y%jG19999998";
  plan.refused = true;
  return plan;
}

}  // namespace

std::string id_of_entry(std::string_view plan, ParisDay booking_day) {
  const auto day = std::chrono::sys_days(booking_day).time_since_epoch().count();
  return short_digest(std::string(plan) + '/' + std::to_string(day), 15);
}

std::vector<EntryPlan> printed_entries() {
  // The page prints them on 23 July, 12 July, 6 July and 15 June 2022.
  return {
      printed_entry(1, 1, 1, "80007134735%Y%m%d", -812, {"PMNT", "RDDT", "OTHR", "06", ""},
                    "VIR SEPA BP RIVES PARIS", "Référence : 80007134735"),
      printed_entry(2, 12, 0, "%Y-%m-%d-02.42.40.510668", -1140, {"ACMT", "MDOP", "COMM", "62", ""},
                    "* COT FORFAIT FSE +", "Cotisation mensuelle"),
      printed_entry(3, 18, 0, "%Y-%m-%d-11.22.06.175250", -825, {"PMNT", "ICDT", "DMCT", "06", ""},
                    "VIREMENT VERS BP RIVES PARIS", "Bénéficiaire : BP RIVES PARIS"),
      printed_entry(4, 39, 0, "%y%j85I10000004", -1133, {"PMNT", "IRCT", "ESCT", "C1", ""},
                    "VIR INST DES C17", "Virement instantané"),
  };
}

std::vector<EntryPlan> invented_entries(const History& history) {
  std::vector<EntryPlan> plans;
  for (auto& [plan, operation] : drawn_entries(history)) plans.push_back(std::move(plan));
  return plans;
}

std::vector<EntryPlan> rolling_entries(const History& history) {
  std::vector<EntryPlan> plans;
  for (auto& [plan, operation] : drawn_entries(history)) {
    plan.every_days = round_days;
    plan.turn = static_cast<int>(plans.size()) * round_days / history.entries;
    plan.announced_days = announced_days(operation);
    plan.days_to_booking = std::max(plan.days_to_booking, plan.announced_days);
    plan.reference_before_booking = keeps_reference(operation);
    plans.push_back(std::move(plan));
  }
  plans.push_back(standing_order(history));
  plans.push_back(refused_debit(history));
  return plans;
}

}  // namespace guichet::sandbox
