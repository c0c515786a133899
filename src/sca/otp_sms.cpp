// SPDX-License-Identifier: Apache-2.0
//
// The code sent by SMS, and the password beside it where the bank has one.
#include <utility>

#include "crypto/secret.hpp"
#include "sca/proof.hpp"

namespace guichet::sca {
namespace {

constexpr int code_length = 8;

/// A phone for whoever has none, always the same for the same identifier, so that unknown ones look
/// like known ones.
std::string invented_phone(const Turn& turn) {
  const auto digest =
      crypto::sha256(turn.state.settings.secret + " phone " + std::string(turn.establishment.code) +
                     " " + crypto::hex(turn.journey.identifier_hash));
  const unsigned number =
      (std::to_integer<unsigned>(digest[0]) * 256 + std::to_integer<unsigned>(digest[1])) % 100;
  return "06 ** ** ** " + std::string(number < 10 ? "0" : "") + std::to_string(number);
}

crypto::Sha256 hash_of(const Turn& turn, const std::string& code) {
  return crypto::sha256(turn.browser_secret + ":" + code);
}

bool is_the_code(const Turn& turn, const std::string& code) {
  return crypto::equal_in_constant_time(hash_of(turn, code), turn.journey.challenge);
}

void judge_password(TurnPtr turn, bool code_is_right) {
  Passwords& passwords = turn->state.proofs.passwords;
  std::string psu = asked_about(turn->journey);
  std::string password(message::single(turn->form, "password").value_or(""));
  std::string code(turn->establishment.code);
  auto judged = [turn = std::move(turn), code_is_right](Outcome<bool> is_right) mutable {
    // One word for both: nobody learns which of the two was wrong (RTS article 4(3)(a)).
    if (is_right) is_right = *is_right && code_is_right;
    conclude(std::move(turn), std::move(is_right), Text::error_otp_or_password_wrong);
  };
  passwords.is_right(std::move(code), std::move(psu), std::move(password), std::move(judged));
}

}  // namespace

void challenge_by_sms(TurnPtr turn) {
  const PageSettings& settings = turn->state.settings;
  Journey& journey = turn->journey;
  // A challenge of its own, even where the sandbox's code is always the same.
  const std::string code = settings.sandbox_otp.empty()
                               ? random_digits(turn->state.randomness, code_length)
                               : settings.sandbox_otp;
  journey.challenge = hash_of(*turn, code);
  // Made for everybody, so that who is unknown does not take longer.
  const std::string invented = invented_phone(*turn);
  journey.masked_phone = has_his_means(journey) ? journey.customer->masked_phone : invented;
  keep(std::move(turn), [code](TurnPtr kept) {
    Journeys::State& state = kept->state;
    Sms sms{std::string(kept->establishment.code), asked_about(kept->journey), code,
            kept->journey.authorization.tpp_name};
    send_and_show(std::move(kept), [&state, sms = std::move(sms)](Completion<void> sent) mutable {
      state.proofs.sms.send(std::move(sms), std::move(sent));
    });
  });
}

void prove_by_sms(TurnPtr turn) {
  const bool with_password = turn->state.settings.asks_password;
  const std::string code = typed_digits(turn->form, "otp");
  if (code.empty()) return show_error(std::move(turn), Text::error_otp_missing);
  if (with_password && message::single(turn->form, "password").value_or("").empty())
    return show_error(std::move(turn), Text::error_password_missing);
  if (turn->state.clock.now() >= turn->journey.challenge_ends_at)
    return show_error(std::move(turn), Text::error_otp_expired);
  const bool is_right = is_the_code(*turn, code);
  claim(std::move(turn), [is_right, with_password](TurnPtr claimed) {
    if (with_password) return judge_password(std::move(claimed), is_right);
    conclude(std::move(claimed), is_right, Text::error_otp_wrong);
  });
}

}  // namespace guichet::sca
