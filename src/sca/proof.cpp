// SPDX-License-Identifier: Apache-2.0
#include "sca/proof.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/secret.hpp"
#include "sca/agreement.hpp"
#include "sca/browser.hpp"
#include "sca/permissions.hpp"

namespace guichet::sca {
namespace {

using std::chrono::seconds;

constexpr seconds challenge_lifetime{180};
/// How long what could not be sent to one is not promised to others.
constexpr seconds failing_for{10};
/// After which nobody's click is a second one any more.
constexpr seconds second_click{10};
constexpr std::size_t most_ways_out = 10'000;

/// Makes what the next page shows, and what its answer is compared with.
void prepare(Turn& turn) {
  Journey& journey = turn.journey;
  ++journey.challenges;
  journey.challenge_ends_at = turn.state.clock.now() + challenge_lifetime;
  journey.step = Step::prove;
}

void remember(Journeys::State& state, const store::JourneyKey& key, std::string location) {
  const Instant now = state.clock.now();
  const std::scoped_lock lock(state.mutex);
  forget_old_ways_out(state, now);
  if (state.ways_out.size() < most_ways_out)
    state.ways_out[key] = {std::move(location), now + second_click};
}

/// His browser gets a secret of its own for what he does from here on; the journey's stays, for the
/// back button.
void sign_in(TurnPtr turn) {
  const std::string secret = crypto::new_secret(turn->state.randomness);
  turn->journey.session = crypto::sha256(secret);
  turn->journey.step = Step::signed_in;
  turn->journey.seen_at = turn->state.clock.now();
  turn->done =
      with_cookies({session_cookie(turn->request.door, turn->id, secret)}, std::move(turn->done));
  keep_and_show(std::move(turn));
}

/// The customer has proven who he is, at this very moment.
void agree(TurnPtr turn) {
  if (turn->journey.is_for_himself()) return sign_in(std::move(turn));
  const Journey& journey = turn->journey;
  if (auto good = judge_again(journey.authorization, turn->clients); !good) {
    end_with(*turn, std::move(good).error());
    return keep_and_show(std::move(turn));
  }
  Journeys::State& state = turn->state;
  Agreement agreement{std::string(turn->establishment.code), journey.customer->psu,
                      journey.authorization, journey.issuer};
  auto after = [turn = std::move(turn)](Outcome<std::string> way_back) mutable {
    if (!way_back) {
      end_by_fault(*turn, std::move(way_back).error());
      return keep_and_show(std::move(turn));
    }
    remember(turn->state, turn->key(), *std::move(way_back));
    turn->journey.step = Step::ended;
    keep_and_show(std::move(turn));
  };
  give_code(std::move(agreement), state.books.grants, state.clock.now(), state.randomness,
            std::move(after));
}

/// Puts the challenge of the journey's means.
void put(TurnPtr turn) {
  switch (turn->journey.means) {
    case Means::otp_sms:
      return challenge_by_sms(std::move(turn));
    case Means::secur_pass:
      return challenge_by_phone(std::move(turn));
    case Means::cap_reader:
      return challenge_by_card_reader(std::move(turn));
    case Means::hardware_certificate:
      return keep_and_show(std::move(turn));  // TLS has put the challenge
  }
}

/// Refuses with oauth_temporarily_unavailable where a challenge of these means could not be sent
/// just now.
Outcome<void> look_whether_failing(const Turn& turn) {
  const Means means = turn.journey.means;
  if (turn.state.clock.now() >=
      turn.state.failed_at[static_cast<std::size_t>(means)].load() + failing_for)
    return {};
  return refuse(Code::oauth_temporarily_unavailable, {},
                "a challenge by " + std::string(word_of(means)) + " could not be sent");
}

/// What a customer sees whose try was not accepted. Whoever is unknown or locked sees the same as
/// anyone who is wrong.
void turn_down(TurnPtr turn, Outcome<TryVerdict> verdict, std::optional<Text> may_try_again) {
  Journey& journey = turn->journey;
  journey.step = Step::prove;
  if (!verdict) {
    end_by_fault(*turn, std::move(verdict).error());
  } else if (*verdict == TryVerdict::held_off) {
    return keep(std::move(turn),
                [](TurnPtr kept) { answer(std::move(kept), refuse(Code::page_source_limit)); });
  } else if (!may_try_again) {
    end_with(*turn, {Code::oauth_access_denied, "The customer may not try at the moment."});
  } else if (++journey.wrong_proofs >= most_failed_tries || *verdict == TryVerdict::locks) {
    end_with(*turn, {Code::oauth_access_denied,
                     "Too many wrong codes; the customer may try again later."});
  } else {
    journey.error = may_try_again;
  }
  keep_and_show(std::move(turn));
}

}  // namespace

bool has_his_means(const Journey& journey) {
  const std::optional<Customer>& customer = journey.customer;
  return customer && is_for(journey.means, customer->segment) &&
         std::ranges::find(customer->means, journey.means) != customer->means.end();
}

std::string asked_about(const Journey& journey) {
  return has_his_means(journey) ? journey.customer->psu : std::string();
}

void challenge(TurnPtr turn, std::optional<Text> news) {
  if (auto works = look_whether_failing(*turn); !works) {
    end_by_fault(*turn, std::move(works).error());
    return keep_and_show(std::move(turn));
  }
  prepare(*turn);
  turn->journey.news = news;
  store::TryBook& tries = turn->state.books.tries;
  TryKey key{std::string(turn->establishment.code), turn->journey.identifier_hash};
  const Instant now = turn->state.clock.now();
  tries.may_challenge(std::move(key), now, [turn = std::move(turn)](Outcome<bool> may) mutable {
    turn->may_send = may.value_or(false);
    put(std::move(turn));
  });
}

void prove(TurnPtr turn) {
  if (auto works = look_whether_failing(*turn); !works) {
    end_by_fault(*turn, std::move(works).error());
    return keep_and_show(std::move(turn));
  }
  switch (turn->journey.means) {
    case Means::otp_sms:
      return prove_by_sms(std::move(turn));
    case Means::secur_pass:
      return prove_by_phone(std::move(turn));
    case Means::cap_reader:
      return prove_by_card_reader(std::move(turn));
    case Means::hardware_certificate:
      return prove_by_certificate(std::move(turn));
  }
}

void claim(TurnPtr turn, NextStep next) {
  turn->journey.step = Step::judging;
  turn->journey.judged_since = turn->state.clock.now();
  keep(std::move(turn), std::move(next));
}

void conclude(TurnPtr turn, Outcome<bool> is_right, std::optional<Text> may_try_again) {
  if (!is_right) {  // the bank's own door is shut
    end_by_fault(*turn, std::move(is_right).error());
    return keep_and_show(std::move(turn));
  }
  Journeys::State& state = turn->state;
  TryKey key{std::string(turn->establishment.code), turn->journey.identifier_hash};
  TrySource source{key.establishment, source_of(state, turn->request)};
  const bool is_accepted = *is_right && has_his_means(turn->journey);
  auto judged = [turn = std::move(turn), may_try_again](Outcome<TryVerdict> verdict) mutable {
    if (verdict && *verdict == TryVerdict::accepted) return agree(std::move(turn));
    turn_down(std::move(turn), std::move(verdict), may_try_again);
  };
  state.books.tries.judge(std::move(key), std::move(source), is_accepted, state.clock.now(),
                          std::move(judged));
}

void show_error(TurnPtr turn, Text error) {
  turn->journey.error = error;
  keep_and_show(std::move(turn));
}

void send_and_show(TurnPtr turn, std::move_only_function<void(Completion<void>)> send) {
  Journeys::State& state = turn->state;
  const Means means = turn->journey.means;
  if (!asked_about(turn->journey).empty() && turn->may_send)
    send([&state, means, &establishment = turn->establishment](Outcome<void> sent) {
      if (sent) return;
      state.failed_at[static_cast<std::size_t>(means)] = state.clock.now();
      state.proofs.not_sent(establishment.code, means, sent.error());
    });
  show(std::move(turn));
}

std::string random_digits(Randomness& randomness, int count) {
  std::string digits;
  std::array<std::byte, 1> byte{};
  while (static_cast<int>(digits.size()) < count) {
    randomness.fill(byte);
    const auto number = std::to_integer<unsigned>(byte[0]);
    if (number < 250) digits += static_cast<char>('0' + number % 10);  // so that all are as likely
  }
  return digits;
}

std::string typed_digits(const message::Parameters& form, std::string_view field) {
  std::string typed(message::single(form, field).value_or(""));
  std::erase(typed, ' ');
  return typed;
}

}  // namespace guichet::sca
