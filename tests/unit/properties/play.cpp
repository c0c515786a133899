// SPDX-License-Identifier: Apache-2.0
#include "play.hpp"

#include <algorithm>
#include <functional>
#include <sstream>
#include <tuple>

#include "rules.hpp"

namespace guichet::properties {
namespace {

/// What a TPP keeps of one customer: its last code, and its tokens.
struct Wallet {
  Token code = 0, access = 0, former_access = 0, refresh = 0;
  Millis code_given = 0;
};

bool is_counted(Act act) {
  return act == Act::accounts || act == Act::balances || act == Act::transactions ||
         act == Act::details || act == Act::overdrafts || act == Act::identity;
}

/// Day, method, bank, customer, TPP, account, entry.
using Read = std::tuple<Day, Act, std::size_t, std::size_t, std::size_t, std::size_t, std::size_t>;

class Player {
 public:
  Player(const Sequence& sequence, Shelf& shelf)
      : sequence_(sequence),
        world_(sequence.world),
        now_(sequence.start),
        shelf_(shelf),
        rules_(world_) {
    product_.start(shelf_.emptied(), world_, now_);
  }

  std::optional<Difference> play(Census* census);

 private:
  void move_clock(const Step& step);
  void change_bank(const Step& step);
  Call call_of(const Step& step, std::size_t at) const;
  void keep(const Call& call);
  bool is_one_too_many(const Call& call);

  Wallet& wallet(const Step& step) { return wallets_[{step.bank, step.customer, step.tpp}]; }

  const Sequence& sequence_;
  World world_;
  Millis now_;
  Shelf& shelf_;
  Product product_;
  Rules rules_;
  std::map<std::array<std::size_t, 3>, Wallet> wallets_;
  /// Batch accesses that succeeded, by Paris day and what was read; counted here once more.
  std::map<Read, int> accesses_;
};

std::optional<Difference> Player::play(Census* census) {
  for (std::size_t at = 0; at < sequence_.steps.size(); ++at) {
    const Step& step = sequence_.steps.at(at);
    if (step.act == Act::move_clock) move_clock(step);
    if (step.act == Act::change_bank) change_bank(step);
    if (step.act == Act::restart) {
      product_.stop();
      product_.start(shelf_.reopened(), world_, now_);
    }
    const Call call = call_of(step, at);
    const Reply got = product_.answer(call);
    const Reply expected = rules_.answer(call, got.bank_failed);
    if (census != nullptr)
      ++(*census)[std::string(name_of(step.act)) + (got.granted ? "" : ' ' + got.said)];
    if (got.said != expected.said) return Difference{at, expected.said, got.said};
    if (got.granted && is_one_too_many(call)) return Difference{at, "QUOTA (counted)", got.said};
    if (got.granted) keep(call);
  }
  return std::nullopt;
}

/// The clock of the product never runs backwards; a landmark that is past moves nothing.
void Player::move_clock(const Step& step) {
  Millis then = now_;
  if (step.move == Move::to_midnight) then = paris_midnight(paris_day(now_) + 1);
  if (step.move == Move::to_landmark) then = landmark(step.landmark);
  now_ = std::max(now_, then + step.moved_by);
}

void Player::change_bank(const Step& step) {
  BankFacts& bank = world_.banks.at(step.bank);
  AccountFacts& account = bank.accounts.at(step.number);
  CustomerFacts& customer = bank.customers.at(step.customer);
  switch (step.change) {
    case Change::eligibility:
      account.eligible = account.opened && !account.eligible;
      break;
    case Change::kin:
      customer.kin = static_cast<Kin>((static_cast<int>(customer.kin) + 1) % 4);
      break;
    case Change::customership:
      customer.is_customer = !customer.is_customer;
      break;
    case Change::holding:
      if (std::erase(customer.accounts, step.number) == 0 && account.opened)
        customer.accounts.push_back(step.number);
      break;
  }
  product_.change(world_);
}

Call Player::call_of(const Step& step, std::size_t at) const {
  Call call{.step = step, .now = now_};
  const auto found = wallets_.find({step.bank, step.customer, step.tpp});
  const Wallet held = found == wallets_.end() ? Wallet() : found->second;
  const Token fresh = 3 * (at + 1);
  // A store keeps a code for an hour after its end; whether it still knows a later one is its own
  // matter, so nobody sends one.
  const bool is_kept = now_ < held.code_given + an_hour;
  call.code = step.act == Act::authenticate ? fresh : is_kept ? held.code : 0;
  call.refresh = step.act == Act::exchange ? fresh + 1 : held.refresh;
  const bool gets_token = step.act == Act::exchange || step.act == Act::refresh;
  call.access = gets_token ? fresh + 2 : step.former_token ? held.former_access : held.access;
  if (step.act == Act::revoke && step.part % 2 == 1) call.access = held.refresh;
  const auto instant = [&](const DateAsked& date) {
    return paris_midnight(paris_day(now_) - date.days_back) + date.further;
  };
  if (step.date_from) call.date_from = instant(*step.date_from);
  if (step.date_to) call.date_to = instant(*step.date_to);
  return call;
}

/// What the TPP learns.
void Player::keep(const Call& call) {
  Wallet& held = wallet(call.step);
  if (call.step.act == Act::authenticate) {
    held.code = call.code;
    held.code_given = call.now;
  }
  if (call.step.act == Act::exchange) held.refresh = call.refresh;
  if (call.step.act != Act::exchange && call.step.act != Act::refresh) return;
  held.former_access = held.access;
  held.access = call.access;
}

bool Player::is_one_too_many(const Call& call) {
  const Step& step = call.step;
  if (!step.batch || !is_counted(step.act)) return false;
  const bool has_account = step.act != Act::accounts && step.act != Act::identity;
  const Read read{paris_day(call.now),
                  step.act,
                  step.bank,
                  step.customer,
                  step.tpp,
                  has_account ? step.number : 0,
                  step.act == Act::details ? step.entry : 0};
  return ++accesses_[read] > 4;
}

bool fails(const Sequence& sequence, Shelf& shelf) {
  return play(sequence, shelf, nullptr).has_value();
}

/// Leaves out `length` steps at a time.
void leave_out(Sequence& sequence, std::size_t length, Shelf& shelf) {
  for (std::size_t at = sequence.steps.size(); at >= length; at -= std::min(at, length)) {
    Sequence shorter = sequence;
    const auto from = shorter.steps.begin() + static_cast<std::ptrdiff_t>(at - length);
    shorter.steps.erase(from, from + static_cast<std::ptrdiff_t>(length));
    if (fails(shorter, shelf)) sequence = std::move(shorter);
    if (at == length) break;
  }
}

/// Takes from each step what it can do without.
void simplify(Sequence& sequence, Shelf& shelf) {
  const std::array<std::function<void(Step&)>, 9> simpler{
      [](Step& step) { step.bank_fails_at = 0; },
      [](Step& step) { step.batch = false; },
      [](Step& step) { step.date_from.reset(); },
      [](Step& step) { step.date_to.reset(); },
      [](Step& step) { step.reference_from.reset(); },
      [](Step& step) { step.reference_to.reset(); },
      [](Step& step) { step.consent.identity = false; },
      [](Step& step) { step.consent.overdrafts = {}; },
      [](Step& step) { step.former_token = step.at_other_bank = step.by_other_tpp = false; }};
  for (std::size_t at = 0; at < sequence.steps.size(); ++at)
    for (const auto& make_simpler : simpler) {
      Sequence candidate = sequence;
      make_simpler(candidate.steps.at(at));
      if (fails(candidate, shelf)) sequence = std::move(candidate);
    }
}

}  // namespace

std::optional<Difference> play(const Sequence& sequence, Shelf& shelf, Census* census) {
  return Player(sequence, shelf).play(census);
}

Sequence shrunk(Sequence sequence, Shelf& shelf) {
  for (std::size_t before = 0; before != sequence.steps.size();) {
    before = sequence.steps.size();
    for (std::size_t length = std::max<std::size_t>(before / 2, 1); length > 0; length /= 2)
      leave_out(sequence, length, shelf);
  }
  simplify(sequence, shelf);
  return sequence;
}

std::string account_of(const Sequence& sequence, Shelf& shelf) {
  std::ostringstream text;
  const auto difference = play(sequence, shelf, nullptr);
  text << "seed " << sequence.seed << ", replay with GUICHET_PROPERTY_SEED=" << sequence.seed
       << " GUICHET_PROPERTY_SEQUENCES=1\n"
       << written(sequence.world) << "from " << written_utc(sequence.start) << '\n';
  for (std::size_t at = 0; at < sequence.steps.size(); ++at)
    text << at << ": " << written(sequence.steps.at(at)) << '\n';
  if (difference)
    text << "at step " << difference->step << "\n  the rules say:    " << difference->expected
         << "\n  the product says: " << difference->got << '\n';
  return text.str();
}

}  // namespace guichet::properties
