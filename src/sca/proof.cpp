// SPDX-License-Identifier: Apache-2.0
#include "sca/proof.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/secret.hpp"
#include "sca/browser.hpp"
#include "sca/permissions.hpp"

namespace guichet::sca {
namespace {

using std::chrono::seconds;

constexpr seconds challenge_lifetime{180};
/// Of ways out that are remembered; the oldest go first.
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
  if (state.ways_out.size() >= most_ways_out)
    std::erase_if(state.ways_out, [&](const auto& each) { return each.second.ends_at <= now; });
  if (state.ways_out.size() < most_ways_out)
    state.ways_out[key] = {std::move(location), now + code_lifetime};
}

AuthorizationCode code_for(const Turn& turn, const std::string& code) {
  const Journey& journey = turn.journey;
  AuthorizationCode kept;
  kept.code_hash = crypto::sha256(code);
  kept.key = GrantKey(std::string(turn.establishment.code), journey.customer->psu,
                      journey.authorization.tpp, journey.authorization.scope);
  kept.client_id = journey.authorization.client_id;
  kept.redirect_uri = journey.authorization.redirect_uri;
  kept.code_challenge = journey.authorization.code_challenge;
  kept.sca_at = turn.state.clock.now();
  kept.expires_at = kept.sca_at + code_lifetime;
  return kept;
}

/// His browser gets a secret of its own for what he does from here on.
void sign_in(TurnPtr turn) {
  Journey& journey = turn->journey;
  turn->browser_secret = crypto::new_secret(turn->state.randomness);
  journey.browser = crypto::sha256(turn->browser_secret);
  journey.step = Step::signed_in;
  journey.seen_at = turn->state.clock.now();
  turn->done = with_cookies({session_cookie(turn->request.door, turn->id, turn->browser_secret)},
                            std::move(turn->done));
  keep_and_show(std::move(turn));
}

/// The customer has proven who he is, at this very moment.
void agree(TurnPtr turn) {
  if (turn->journey.is_for_himself()) return sign_in(std::move(turn));
  const std::string code = crypto::new_secret(turn->state.randomness);
  AuthorizationCode kept = code_for(*turn, code);
  store::GrantBook& grants = turn->state.books.grants;
  auto after = [turn = std::move(turn), code](Outcome<void> outcome) mutable {
    if (!outcome) {
      end_with(turn->journey, {Code::oauth_temporarily_unavailable});
      return keep_and_show(std::move(turn));
    }
    const oauth::AuthorizationRequest& asked = turn->journey.authorization;
    remember(
        turn->state, turn->key(),
        oauth::redirect_with_code(asked.redirect_uri, code, asked.state, turn->journey.issuer));
    turn->journey.step = Step::ended;
    keep_and_show(std::move(turn));
  };
  grants.keep_code(std::move(kept), std::move(after));
}

/// What a customer sees whose try was not accepted. Whoever is unknown or locked sees the same as
/// anyone who is wrong.
void turn_down(TurnPtr turn, const Outcome<TryVerdict>& verdict,
               std::optional<Text> may_try_again) {
  Journey& journey = turn->journey;
  journey.step = Step::prove;
  if (!verdict) {
    end_with(journey, {Code::oauth_temporarily_unavailable});
  } else if (*verdict == TryVerdict::held_off) {
    return keep(std::move(turn),
                [](TurnPtr kept) { answer(std::move(kept), refuse(Code::page_source_limit)); });
  } else if (!may_try_again) {
    end_with(journey, {Code::oauth_access_denied, "The customer refused on his phone."});
  } else if (++journey.wrong_proofs >= most_failed_tries || *verdict == TryVerdict::locks) {
    end_with(journey, {Code::oauth_access_denied,
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
  prepare(*turn);
  turn->journey.news = news;
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

void prove(TurnPtr turn) {
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
    end_with(turn->journey, {Code::oauth_temporarily_unavailable});
    return keep_and_show(std::move(turn));
  }
  Journeys::State& state = turn->state;
  TryKey key{std::string(turn->establishment.code), turn->journey.identifier_hash};
  TrySource source{key.establishment, source_of(state, turn->request)};
  const bool is_accepted = *is_right && has_his_means(turn->journey);
  auto judged = [turn = std::move(turn), may_try_again](Outcome<TryVerdict> verdict) mutable {
    if (verdict && *verdict == TryVerdict::accepted) return agree(std::move(turn));
    turn_down(std::move(turn), verdict, may_try_again);
  };
  state.books.tries.judge(std::move(key), std::move(source), is_accepted, state.clock.now(),
                          std::move(judged));
}

void show_error(TurnPtr turn, Text error) {
  turn->journey.error = error;
  keep_and_show(std::move(turn));
}

Completion<void> unless_sent(const Turn& turn) {
  return [&state = turn.state, key = turn.key(),
          challenges = turn.journey.challenges](Outcome<void> sent) {
    if (sent) return;
    store::JourneyBook& book = state.books.journeys;
    book.find(key, [&state, &book, key, challenges](Outcome<store::KeptJourney> kept) {
      auto journey = kept ? state.keeper.opened(key, kept->content) : std::nullopt;
      if (!journey || journey->step != Step::prove || journey->challenges != challenges) return;
      end_with(*journey, {Code::oauth_temporarily_unavailable});
      book.change(key, kept->version, state.keeper.closed(key, *journey), [](Outcome<bool>) {});
    });
  };
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
