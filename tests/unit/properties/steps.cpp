// SPDX-License-Identifier: Apache-2.0
#include "steps.hpp"

#include <sstream>

namespace guichet::properties {
namespace {

/// What a sequence comes back to, so that something adds up.
struct Habit {
  std::size_t bank, customer, tpp, number, entry;
  Act read;
};

constexpr std::array reads{Act::accounts, Act::balances,   Act::transactions,
                           Act::details,  Act::overdrafts, Act::identity};

bool is_read(Act act) {
  for (const Act read : reads)
    if (read == act) return true;
  return false;
}

DateAsked random_date(Dice& dice) {
  constexpr std::array edges{0, 1, 61, 62, 63, 64, 89, 90, 91, -1};
  DateAsked date;
  date.days_back = dice.percent(50) ? dice.one_of(edges) : static_cast<int>(dice.between(-3, 100));
  if (dice.percent(50)) date.further = dice.between(-1, 1);
  if (dice.percent(15)) date.further = dice.between(-a_day, a_day);
  return date;
}

std::string random_reference(Dice& dice) {
  constexpr std::array references{"R1", "R2", "R3", "STANDING", "", "UNKNOWN"};
  return dice.one_of(references);
}

void add_query(Dice& dice, Step& step) {
  if (dice.percent(40)) step.date_from = random_date(dice);
  if (dice.percent(30)) step.date_to = random_date(dice);
  if (dice.percent(25)) step.reference_from = random_reference(dice);
  if (dice.percent(25)) step.reference_to = random_reference(dice);
}

ConsentAsked random_consent(Dice& dice, const World& world, const Step& step) {
  ConsentAsked consent;
  if (dice.percent(6)) return consent;
  const BankFacts& bank = world.banks.at(step.bank);
  const bool careless = dice.percent(15);
  for (std::size_t number = 0; number < iban_count; ++number) {
    bool held = false;
    for (const std::size_t each : bank.customers.at(step.customer).accounts)
      held |= each == number && bank.accounts.at(number).eligible &&
              reaches(bank.customers.at(step.customer).kin, world.ibans.at(number));
    const int chance = held ? 85 : careless ? 15 : 0;
    consent.balances.at(number) = dice.percent(chance);
    consent.transactions.at(number) = dice.percent(chance);
    consent.overdrafts.at(number) = dice.percent(chance);
  }
  consent.identity = dice.percent(70);
  return consent;
}

void add_move(Dice& dice, Step& step) {
  constexpr std::array spans{Millis{1},   a_second,        59 * a_second, an_hour,
                             an_hour - 1, 23 * an_hour,    a_day,         25 * an_hour,
                             31 * a_day,  180 * a_day - 1, 180 * a_day};
  const auto kind = dice.between(1, 100);
  if (kind <= 35) {
    step.move = Move::by;
    // Long leaps end every token, so they are rare.
    step.moved_by = dice.percent(90) ? spans.at(dice.index(6)) : dice.one_of(spans);
  } else if (kind <= 85) {
    step.move = Move::to_midnight;
    step.moved_by = dice.between(-1, 1);
  } else {
    step.move = Move::to_landmark;
    step.landmark = dice.index(landmarks);
    step.moved_by = dice.percent(70) ? dice.between(-1, 1) : dice.between(-a_day, a_day);
  }
}

Act random_act(Dice& dice, const Habit& habit) {
  const auto kind = dice.between(1, 100);
  if (kind <= 62) return dice.percent(55) ? habit.read : dice.one_of(reads);
  if (kind <= 70) return Act::consent;
  if (kind <= 84) return Act::move_clock;
  if (kind <= 88) return Act::refresh;
  if (kind <= 90) return Act::authenticate;
  if (kind <= 91) return Act::exchange;
  if (kind <= 92) return Act::revoke;
  if (kind <= 93) return Act::withdraw_all;
  if (kind <= 95) return Act::withdraw_part;
  return kind <= 98 ? Act::change_bank : Act::restart;
}

Step random_step(Dice& dice, const World& world, const Habit& habit) {
  Step step;
  step.act = random_act(dice, habit);
  const bool usual = dice.percent(88);
  step.bank = usual ? habit.bank : dice.index(bank_count);
  step.customer = usual || dice.percent(50) ? habit.customer : dice.index(customer_count);
  step.tpp = usual || dice.percent(50) ? habit.tpp : dice.index(tpp_count);
  step.number = dice.percent(85) ? habit.number : dice.index(iban_count);
  step.batch = dice.percent(75);
  step.bank_fails_at = dice.percent(15) ? static_cast<int>(dice.between(1, 3)) : 0;
  step.former_token = dice.percent(4);
  step.at_other_bank = dice.percent(10);
  step.by_other_tpp = dice.percent(10);
  step.consent = random_consent(dice, world, step);
  if (step.act == Act::transactions) add_query(dice, step);
  step.entry = dice.percent(75) ? habit.entry : dice.index(8);
  step.part = dice.index(4);
  add_move(dice, step);
  step.change = static_cast<Change>(dice.between(0, 3));
  return step;
}

/// A sequence as it grows.
class Growing {
 public:
  Growing(Dice& dice, Sequence& sequence) : dice_(dice), sequence_(sequence) {}

  /// The steps with which every TPP begins with a customer.
  void begin(std::size_t bank, std::size_t customer, std::size_t tpp) {
    Step step;
    step.bank = bank;
    step.customer = customer;
    step.tpp = tpp;
    step.consent = random_consent(dice_, sequence_.world, step);
    add(step, Act::authenticate);
    add(step, Act::exchange);
    add(step, Act::consent);
    begun_.push_back(step);
  }

  /// A random step, and most times what keeps a TPP in business after it.
  void go_on(const Habit& habit) {
    const Step step = random_step(dice_, sequence_.world, habit);
    const bool has_code_in_flight = step.act == Act::withdraw_all && dice_.percent(40);
    if (has_code_in_flight) add(step, Act::authenticate);
    add(step, step.act);
    if (has_code_in_flight) add(step, Act::exchange);
    if (is_read(step.act) && step.batch && dice_.percent(15))
      for (auto more = dice_.between(1, 5); more > 0; --more) add(step, step.act);
    if (step.act == Act::move_clock)
      for (const Step& each : begun_)
        if (dice_.percent(92)) add(each, Act::refresh);
    const bool ends_tokens = step.act == Act::withdraw_all || step.act == Act::revoke ||
                             step.act == Act::exchange || step.act == Act::authenticate;
    if (ends_tokens && dice_.percent(70)) {
      if (step.act != Act::authenticate) add(step, Act::authenticate);
      add(step, Act::exchange);
      if (dice_.percent(50)) add(step, Act::consent);
    }
  }

 private:
  void add(Step step, Act act) {
    step.act = act;
    sequence_.steps.push_back(std::move(step));
  }

  Dice& dice_;
  Sequence& sequence_;
  std::vector<Step> begun_;
};

std::string written(const ConsentAsked::Numbers& list) {
  std::string text;
  for (std::size_t number = 0; number < iban_count; ++number)
    if (list.at(number)) text += ' ' + std::to_string(number);
  return text + ';';
}

void write_query(std::ostream& text, const Step& step) {
  const auto date = [&](const char* name, const std::optional<DateAsked>& asked) {
    if (!asked) return;
    text << ' ' << name << '=' << asked->days_back << "d back";
    if (asked->further != 0) text << std::showpos << asked->further << std::noshowpos << "ms";
  };
  date("dateFrom", step.date_from);
  date("dateTo", step.date_to);
  if (step.reference_from) text << " entryReferenceFrom='" << *step.reference_from << '\'';
  if (step.reference_to) text << " entryReferenceTo='" << *step.reference_to << '\'';
}

void write_move(std::ostream& text, const Step& step) {
  if (step.move == Move::to_midnight) text << " to the next midnight";
  if (step.move == Move::to_landmark) text << " to " << written_utc(landmark(step.landmark));
  text << std::showpos << ' ' << step.moved_by << std::noshowpos << "ms";
}

}  // namespace

std::string_view name_of(Act act) {
  switch (act) {
    case Act::authenticate:
      return "authenticate";
    case Act::exchange:
      return "exchange";
    case Act::refresh:
      return "refresh";
    case Act::revoke:
      return "revoke";
    case Act::withdraw_all:
      return "withdraw_all";
    case Act::withdraw_part:
      return "withdraw_part";
    case Act::consent:
      return "consent";
    case Act::accounts:
      return "accounts";
    case Act::balances:
      return "balances";
    case Act::transactions:
      return "transactions";
    case Act::details:
      return "details";
    case Act::overdrafts:
      return "overdrafts";
    case Act::identity:
      return "identity";
    case Act::move_clock:
      return "move_clock";
    case Act::change_bank:
      return "change_bank";
    case Act::restart:
      return "restart";
  }
  return {};
}

Millis landmark(std::size_t which) {
  const std::array all{
      paris_midnight(day_number(2027, 3, 28)),   paris_midnight(day_number(2027, 3, 29)),
      day_number(2027, 3, 28) * a_day + an_hour, paris_midnight(day_number(2027, 10, 31)),
      paris_midnight(day_number(2027, 11, 1)),   paris_midnight(day_number(2028, 1, 1)),
      paris_midnight(day_number(2028, 2, 29)),   paris_midnight(day_number(2028, 3, 1)),
  };
  static_assert(std::tuple_size_v<decltype(all)> == landmarks);
  return all.at(which);
}

Sequence random_sequence(std::uint64_t seed) {
  Dice dice(seed);
  Sequence sequence;
  sequence.seed = seed;
  sequence.world = random_world(dice);
  sequence.start = landmark(dice.index(landmarks)) - dice.between(0, 3 * a_day);
  if (dice.percent(50))
    sequence.start = day_number(2027, 1, 1) * a_day + dice.between(0, 400 * a_day);
  Habit habit{dice.index(bank_count), dice.index(customer_count),
              dice.index(tpp_count),  dice.index(iban_count),
              dice.index(3),          dice.one_of(reads)};
  const BankFacts& bank = sequence.world.banks.at(habit.bank);
  for (const std::size_t number : bank.customers.at(habit.customer).accounts)
    if (bank.accounts.at(number).eligible && dice.percent(60)) habit.number = number;
  Growing growing(dice, sequence);
  growing.begin(habit.bank, habit.customer, habit.tpp);
  for (int others = 0; others < 2; ++others)
    if (dice.percent(60))
      growing.begin(dice.index(bank_count), dice.index(customer_count), dice.index(tpp_count));
  const auto length = dice.between(20, 55);
  while (std::ssize(sequence.steps) < length) growing.go_on(habit);
  return sequence;
}

std::string written(const Step& step) {
  std::ostringstream text;
  text << name_of(step.act);
  if (step.act == Act::restart) return text.str();
  if (step.act == Act::move_clock) {
    write_move(text, step);
    return text.str();
  }
  text << " bank " << step.bank << " customer " << step.customer;
  if (step.act == Act::change_bank) {
    constexpr std::array changes{"eligibility", "kin", "customership", "holding"};
    text << ": " << changes.at(static_cast<std::size_t>(step.change)) << " account " << step.number;
    return text.str();
  }
  text << " tpp " << step.tpp;
  if (step.act == Act::withdraw_part) text << " part " << step.part;
  if (step.act == Act::refresh || step.act == Act::revoke)
    text << (step.at_other_bank ? " at the other bank" : "")
         << (step.by_other_tpp ? " by the other TPP" : "");
  if (step.act == Act::consent)
    text << " balances" << written(step.consent.balances) << " transactions"
         << written(step.consent.transactions) << " overdrafts" << written(step.consent.overdrafts)
         << " identity " << step.consent.identity;
  if (is_read(step.act)) text << " account " << step.number << (step.batch ? " batch" : "");
  if (step.act == Act::details) text << " entry " << step.entry;
  write_query(text, step);
  if (step.former_token) text << " with the former token";
  if (step.bank_fails_at != 0) text << " core banking fails at question " << step.bank_fails_at;
  return text.str();
}

}  // namespace guichet::properties
