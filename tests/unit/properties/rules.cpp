// SPDX-License-Identifier: Apache-2.0
#include "rules.hpp"

#include <algorithm>
#include <utility>

namespace guichet::properties {
namespace {

constexpr Millis code_lives = 60 * a_second;
constexpr Millis access_token_lives = an_hour;
constexpr Millis authentication_lives = 180 * a_day;
constexpr int accesses_a_day = 4;
constexpr std::size_t most_accounts = 500;

Reply granted(std::string said) { return {std::move(said), true}; }
Reply refused(std::string name) { return {std::move(name), false}; }

bool any(const ConsentAsked::Numbers& list) {
  return std::ranges::any_of(list, [](bool named) { return named; });
}

bool names_an_account(const ConsentAsked& consent) {
  return any(consent.balances) || any(consent.transactions) || any(consent.overdrafts);
}

int depth_of(Kin kin) { return kin == Kin::part || kin == Kin::pro ? 62 : 90; }

/// The sandbox's entries stand relative to a day that moves once a fortnight.
Day booking_day(const EntryFacts& entry, Millis now) {
  return paris_day(now) / 14 * 14 - entry.days_before_anchor;
}

Day oldest_day(Kin kin, Millis now) { return paris_day(now) - depth_of(kin); }

}  // namespace

Reply Rules::answer(const Call& call, bool bank_failed) {
  switch (call.step.act) {
    case Act::authenticate:
      codes_[call.code] = {{call.step.bank, call.step.customer, call.step.tpp}, call.now};
      return granted("code");
    case Act::exchange:
      return exchange(call);
    case Act::refresh:
      return refresh(call);
    case Act::revoke:
      return revoke(call);
    case Act::withdraw_all:
    case Act::withdraw_part:
      return withdraw(call);
    case Act::move_clock:
    case Act::change_bank:
    case Act::restart:
      return granted("");
    default:
      break;
  }
  if (!token_is_good(call)) return refused("invalid_token");
  switch (call.step.act) {
    case Act::consent:
      return put_consent(call, bank_failed);
    case Act::accounts:
      return read_list(call, bank_failed);
    case Act::identity:
      return read_identity(call, bank_failed);
    default:
      return read_account(call, bank_failed);
  }
}

/// RFC 6749 4.1: a code is good once and for a minute; used again, it ends what it gave.
Reply Rules::exchange(const Call& call) {
  const auto found = codes_.find(call.code);
  if (found == codes_.end()) return refused("invalid_grant");
  Code& code = found->second;
  if (code.taken) {
    const auto pair = pairs_.find(code.of);
    if (pair != pairs_.end() && pair->second.refresh == code.gave) pairs_.erase(pair);
    return refused("invalid_grant");
  }
  if (call.now >= code.issued + code_lives) return refused("invalid_grant");
  code.taken = true;
  code.gave = call.refresh;
  const Millis ends = call.now + access_token_lives;
  pairs_[code.of] = {call.access, call.refresh, ends, code.issued};
  return granted("token until " + written_utc(ends));
}

Reply Rules::refresh(const Call& call) {
  for (auto& [of, pair] : pairs_) {
    const bool at_its_bank =
        of[0] == (call.step.bank + (call.step.at_other_bank ? 1 : 0)) % bank_count;
    const bool by_its_tpp = of[2] == (call.step.tpp + (call.step.by_other_tpp ? 1 : 0)) % tpp_count;
    if (pair.refresh != call.refresh || !at_its_bank || !by_its_tpp) continue;
    const Millis last = pair.authenticated + authentication_lives;
    if (call.now >= last) return refused("invalid_grant");
    pair.access = call.access;
    pair.access_ends = std::min(call.now + access_token_lives, last);
    return granted("token until " + written_utc(pair.access_ends));
  }
  return refused("invalid_grant");
}

Reply Rules::revoke(const Call& call) {
  std::erase_if(pairs_, [&](const auto& each) {
    const auto& [of, pair] = each;
    const bool at_its_bank =
        of[0] == (call.step.bank + (call.step.at_other_bank ? 1 : 0)) % bank_count;
    const bool by_its_tpp = of[2] == (call.step.tpp + (call.step.by_other_tpp ? 1 : 0)) % tpp_count;
    return at_its_bank && by_its_tpp && (pair.access == call.access || pair.refresh == call.access);
  });
  return granted("revoked");
}

/// At the dashboard: with everything go the tokens and the codes, with a part only that part.
Reply Rules::withdraw(const Call& call) {
  const Slot slot{call.step.bank, call.step.customer, call.step.tpp};
  Register& of = consents_[slot];
  ConsentAsked left = of.in_force;
  bool changes = false;
  if (call.step.act == Act::withdraw_all) {
    pairs_.erase(slot);
    std::erase_if(codes_, [&](const auto& code) { return code.second.of == slot; });
    changes = names_an_account(left) || left.identity;
    left = {};
  } else if (call.step.part == 3) {
    changes = std::exchange(left.identity, false);
  } else {
    ConsentAsked::Numbers& list = call.step.part == 0   ? left.balances
                                  : call.step.part == 1 ? left.transactions
                                                        : left.overdrafts;
    changes = any(std::exchange(list, {}));
  }
  if (changes) return granted(append(of, left));
  return granted("version " + std::to_string(of.version));
}

/// Rows 162 to 184: every account named must be one that the customer can be reached for, or
/// nothing is recorded; taking everything back asks core banking nothing.
Reply Rules::put_consent(const Call& call, bool bank_failed) {
  const ConsentAsked& asked = call.step.consent;
  if (names_an_account(asked)) {
    if (bank_failed) return refused("BACKEND");
    for (std::size_t number = 0; number < iban_count; ++number) {
      const bool named =
          asked.balances.at(number) || asked.transactions.at(number) || asked.overdrafts.at(number);
      if (named && !is_eligible(call.step, number)) return refused("CONSENT_REFUSED");
    }
  }
  return granted(append(consents_[{call.step.bank, call.step.customer, call.step.tpp}], asked));
}

/// The quota comes before what core banking tells only with the data (the order of the checks).
Reply Rules::read_list(const Call& call, bool bank_failed) {
  if (bank_failed) return refused("BACKEND");
  const auto eligible = eligible_accounts(call.step);
  if (eligible.empty()) return under_quota(call, "*", refused("NAAC"));
  std::string said = "accounts";
  for (std::size_t at = 0; at < std::min(eligible.size(), most_accounts); ++at)
    said += ' ' + std::to_string(eligible.at(at));
  return under_quota(call, "*", granted(std::move(said)));
}

Reply Rules::read_identity(const Call& call, bool bank_failed) {
  const auto consent = consents_[{call.step.bank, call.step.customer, call.step.tpp}].in_force;
  if (!consent.identity) return refused("CONSENT_MISSING");
  if (bank_failed) return refused("BACKEND");
  return under_quota(call, "*",
                     customer(call.step).is_customer
                         ? granted("identity of " + psu_id(call.step.customer))
                         : refused("NAAC"));
}

/// Rows 185 to 202: consent per kind of data, then whether the account is still one to be shown,
/// then the dates, then the quota, then the data.
Reply Rules::read_account(const Call& call, bool bank_failed) {
  const Step& step = call.step;
  const auto consent = consents_[{step.bank, step.customer, step.tpp}].in_force;
  const Numbers& list = step.act == Act::balances     ? consent.balances
                        : step.act == Act::overdrafts ? consent.overdrafts
                                                      : consent.transactions;
  if (!list.at(step.number)) {
    const bool in_another = consent.balances.at(step.number) ||
                            consent.transactions.at(step.number) ||
                            consent.overdrafts.at(step.number);
    return refused(in_another ? "CONSENT_MISSING" : "ACCOUNT_UNKNOWN");
  }
  if (bank_failed) return refused("BACKEND");
  if (!is_eligible(step, step.number)) return refused("ACCOUNT_UNKNOWN");
  const std::string what = std::to_string(step.number);
  if (step.act == Act::balances)
    return under_quota(
        call, what,
        granted("balance of " + what + ": " + std::to_string(account(step).balance_cents)));
  if (step.act == Act::overdrafts)
    return under_quota(
        call, what,
        granted("overdraft of " + what + ": " + std::to_string(account(step).overdraft_cents)));
  if (step.act == Act::details)
    return under_quota(call, what + '/' + std::to_string(step.entry), details(call));
  Reply reply = entries(call);
  return reply.granted ? under_quota(call, what, std::move(reply)) : reply;
}

/// dateFrom inclusive and not beyond the depth, dateTo exclusive, the references over the visible
/// history in its order: above the one, up to and with the other.
Reply Rules::entries(const Call& call) const {
  const Day oldest = oldest_day(customer(call.step).kin, call.now);
  if (call.date_from && paris_day(*call.date_from) < oldest) return refused("PERIOD");
  if (call.date_from && call.date_to && *call.date_to < *call.date_from) return refused("PERIOD");

  const auto& all = account(call.step).entries;
  std::vector<std::size_t> oldest_first;
  for (std::size_t entry = 0; entry < all.size(); ++entry)
    if (booking_day(all.at(entry), call.now) >= oldest) oldest_first.push_back(entry);
  const auto day_of = [&](std::size_t entry) { return booking_day(all.at(entry), call.now); };
  // Of one day, those that core banking names first are the newer.
  std::ranges::sort(oldest_first, {}, [&](std::size_t entry) {
    return std::pair(day_of(entry), all.size() - entry);
  });

  // One place after the newest entry that bears the reference; after all where none does. An empty
  // reference is nobody's.
  const auto place_after = [&](const std::string& reference) {
    std::size_t place = oldest_first.size();
    while (place > 0 &&
           (reference.empty() || all.at(oldest_first.at(place - 1)).reference != reference))
      --place;
    return place == 0 ? oldest_first.size() : place;
  };
  const std::size_t first = call.step.reference_from ? place_after(*call.step.reference_from) : 0;
  const std::size_t last =
      call.step.reference_to ? place_after(*call.step.reference_to) : oldest_first.size();

  std::string said = "entries of " + std::to_string(call.step.number) + ':';
  for (std::size_t place = last; place-- > first;) {
    const std::size_t entry = oldest_first.at(place);
    const Millis midnight = paris_midnight(day_of(entry));
    if (call.date_from && midnight < *call.date_from) continue;
    if (call.date_to && midnight >= *call.date_to) continue;
    said += ' ' + std::to_string(entry) + '@' + written(day_of(entry));
  }
  return granted(std::move(said));
}

Reply Rules::details(const Call& call) const {
  const auto& all = account(call.step).entries;
  if (call.step.entry >= all.size() || booking_day(all.at(call.step.entry), call.now) <
                                           oldest_day(customer(call.step).kin, call.now))
    return refused("TRANSACTION_UNKNOWN");
  return granted("lines " + std::to_string(all.at(call.step.entry).lines_of_detail));
}

bool Rules::token_is_good(const Call& call) const {
  const auto pair = pairs_.find({call.step.bank, call.step.customer, call.step.tpp});
  return pair != pairs_.end() && pair->second.access == call.access &&
         call.now < pair->second.access_ends;
}

bool Rules::is_eligible(const Step& step, std::size_t number) const {
  return std::ranges::count(eligible_accounts(step), number) > 0;
}

std::vector<std::size_t> Rules::eligible_accounts(const Step& step) const {
  std::vector<std::size_t> eligible;
  if (customer(step).is_customer)
    for (const std::size_t number : customer(step).accounts)
      if (world_.banks.at(step.bank).accounts.at(number).eligible &&
          reaches(customer(step).kin, world_.ibans.at(number)))
        eligible.push_back(number);
  return eligible;
}

/// RTS article 36(5)(b). Only data count, and only while the customer is away.
Reply Rules::under_quota(const Call& call, const std::string& what, Reply answer) {
  if (!call.step.batch) return answer;
  const Slot slot{call.step.bank, call.step.customer, call.step.tpp};
  int& accesses = accesses_[{paris_day(call.now), slot, what, call.step.act}];
  if (accesses == accesses_a_day) return refused("QUOTA");
  if (answer.granted) ++accesses;
  return answer;
}

std::string Rules::append(Register& of, const ConsentAsked& consent) {
  of.in_force = consent;
  return "version " + std::to_string(++of.version);
}

const CustomerFacts& Rules::customer(const Step& step) const {
  return world_.banks.at(step.bank).customers.at(step.customer);
}

const AccountFacts& Rules::account(const Step& step) const {
  return world_.banks.at(step.bank).accounts.at(step.number);
}

}  // namespace guichet::properties
