// SPDX-License-Identifier: Apache-2.0
//
// The card reader (CAP): a challenge typed into it, the response typed off it.
#include <utility>

#include "sca/proof.hpp"

namespace guichet::sca {
namespace {

constexpr int challenge_length = 8;

}  // namespace

void challenge_by_card_reader(TurnPtr turn) {
  turn->journey.number = random_digits(turn->state.randomness, challenge_length);
  keep_and_show(std::move(turn));
}

void prove_by_card_reader(TurnPtr turn) {
  std::string response = typed_digits(turn->form, "response");
  if (response.empty()) return show_error(std::move(turn), Text::error_response_missing);
  if (turn->state.clock.now() >= turn->journey.challenge_ends_at)
    return show_error(std::move(turn), Text::error_response_late);
  claim(std::move(turn), [response = std::move(response)](TurnPtr claimed) mutable {
    CardReaders& readers = claimed->state.proofs.card_readers;
    CardResponse given{std::string(claimed->establishment.code), asked_about(claimed->journey),
                       claimed->journey.number, std::move(response)};
    readers.is_right(
        std::move(given), [claimed = std::move(claimed)](Outcome<bool> is_right) mutable {
          conclude(std::move(claimed), std::move(is_right), Text::error_response_wrong);
        });
  });
}

}  // namespace guichet::sca
