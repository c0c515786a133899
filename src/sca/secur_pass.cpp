// SPDX-License-Identifier: Apache-2.0
//
// Sécur'Pass: a question in the bank's app, answered on the customer's phone.
#include "sca/proof.hpp"

namespace guichet::sca {
namespace {

using message::Response;

Response bare(int status) {
  Response response;
  response.status = status;
  response.headers.add("Cache-Control", "no-store");
  return response;
}

void look(Turn turn) {
  const std::string id = turn.journey->question;
  const bool is_over = turn.state.clock.now() >= turn.journey->challenge_ends_at;
  if (is_over || id.empty()) return turn.answer(bare(is_over ? 200 : 204));
  turn.lock.unlock();
  turn.state.app.answer_to(id, [done = std::move(turn.done)](Outcome<AppAnswer> answer) mutable {
    done(bare(answer && *answer == AppAnswer::none_yet ? 204 : 200));
  });
}

void judge(Journeys::State& state, const std::shared_ptr<Journey>& journey,
           const Establishment& establishment, const Outcome<AppAnswer>& answer) {
  if (answer && *answer != AppAnswer::none_yet)
    return conclude(state, journey, establishment, *answer == AppAnswer::approved, {});
  std::unique_lock lock(state.mutex);
  if (!answer)
    return release(*journey, end_with(*journey, {Code::oauth_temporarily_unavailable}),
                   std::move(lock));
  journey->step = Step::prove;
  Response page =
      current_page(*journey, state.settings, establishment.name, {}, Text::phone_not_yet);
  release(*journey, page, std::move(lock));
}

}  // namespace

void prove_by_phone(Turn turn, bool only_looks) {
  if (only_looks) return look(std::move(turn));
  Journey& journey = *turn.journey;
  const auto page = [&](std::optional<Text> error, std::optional<Text> news) {
    return current_page(journey, turn.state.settings, turn.establishment.name, error, news);
  };
  if (turn.state.clock.now() >= journey.challenge_ends_at)
    return turn.answer(page(Text::error_phone_lapsed, {}));
  if (journey.question.empty()) return turn.answer(page({}, Text::phone_not_yet));
  const std::string id = journey.question;
  hold(turn);
  turn.state.app.answer_to(
      id, [&state = turn.state, kept = turn.journey, &establishment = turn.establishment](
              Outcome<AppAnswer> answer) { judge(state, kept, establishment, answer); });
}

}  // namespace guichet::sca
