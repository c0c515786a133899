// SPDX-License-Identifier: Apache-2.0
//
// Sécur'Pass: a question in the bank's app, answered on the customer's phone.
#include <utility>

#include "crypto/secret.hpp"
#include "sca/proof.hpp"

namespace guichet::sca {
namespace {

using message::Response;

Response bare(int status) {
  Response response;
  response.status = status;
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  response.headers.add("X-Frame-Options", "DENY");
  response.headers.add("Referrer-Policy", "no-referrer");
  return response;
}

/// Two digits for the page and the phone, the first no zero.
std::string new_number(Randomness& randomness) {
  std::string number;
  do number = random_digits(randomness, 2);
  while (number.starts_with('0'));
  return number;
}

void take(TurnPtr turn, const Outcome<AppAnswer>& answer) {
  if (answer && *answer == AppAnswer::none_yet) {
    turn->journey.news = Text::phone_not_yet;
    return keep_and_show(std::move(turn));
  }
  // To refuse is no failed proof: whoever is asked for what he does not want must not be locked.
  if (answer && *answer == AppAnswer::refused) {
    end_with(*turn, {Code::oauth_access_denied, "The customer refused on the phone."});
    return keep_and_show(std::move(turn));
  }
  Outcome<bool> is_right = true;
  if (!answer) is_right = std::unexpected(answer.error());
  claim(std::move(turn), [is_right = std::move(is_right)](TurnPtr claimed) mutable {
    conclude(std::move(claimed), std::move(is_right), {});
  });
}

}  // namespace

void challenge_by_phone(TurnPtr turn) {
  Journey& journey = turn->journey;
  journey.number = new_number(turn->state.randomness);
  journey.question = crypto::new_secret(turn->state.randomness);
  keep(std::move(turn), [](TurnPtr kept) {
    Journeys::State& state = kept->state;
    const Journey& asking = kept->journey;
    AppQuestion question{asking.question,     std::string(kept->establishment.code),
                         asked_about(asking), asking.authorization.tpp_name,
                         asking.number,       asking.challenge_ends_at};
    send_and_show(std::move(kept),
                  [&state, question = std::move(question)](Completion<void> sent) mutable {
                    state.proofs.app.ask(std::move(question), std::move(sent));
                  });
  });
}

void prove_by_phone(TurnPtr turn) {
  if (turn->state.clock.now() >= turn->journey.challenge_ends_at)
    return show_error(std::move(turn), Text::error_phone_lapsed);
  BankApp& app = turn->state.proofs.app;
  std::string question = turn->journey.question;
  app.answer_to(std::move(question), [turn = std::move(turn)](Outcome<AppAnswer> answer) mutable {
    take(std::move(turn), answer);
  });
}

void look(TurnPtr turn) {
  const Journey& journey = turn->journey;
  const bool waits = journey.step == Step::prove && journey.means == Means::secur_pass &&
                     turn->state.clock.now() < journey.challenge_ends_at;
  if (!waits) return answer(std::move(turn), bare(200));
  BankApp& app = turn->state.proofs.app;
  std::string question = journey.question;
  app.answer_to(std::move(question), [turn = std::move(turn)](Outcome<AppAnswer> said) mutable {
    answer(std::move(turn), bare(said && *said == AppAnswer::none_yet ? 204 : 200));
  });
}

}  // namespace guichet::sca
