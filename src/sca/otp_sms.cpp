// SPDX-License-Identifier: Apache-2.0
//
// The code sent by SMS.
#include "sca/proof.hpp"

namespace guichet::sca {

void prove_by_code(Turn turn, const message::Parameters& form) {
  const std::string_view otp = message::single(form, "otp").value_or("");
  std::optional<Text> error;
  if (otp.empty())
    error = Text::error_otp_missing;
  else if (turn.state.clock.now() >= turn.journey->challenge_ends_at)
    error = Text::error_otp_expired;
  if (error)
    return turn.answer(
        current_page(*turn.journey, turn.state.settings, turn.establishment.name, error));
  const bool is_right = is_secret_of(turn.journey->challenge, otp);
  hold(turn);
  conclude(turn.state, turn.journey, turn.establishment, is_right, Text::error_otp_wrong);
}

}  // namespace guichet::sca
