// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <optional>
#include <string_view>

#include "message/target.hpp"
#include "sca/journey_state.hpp"
#include "sca/texts.hpp"

namespace guichet::sca {

/// One form of a journey while it is answered: the journey, the lock that guards it, and whoever
/// waits for the page.
struct Turn {
  Journeys::State& state;
  std::shared_ptr<Journey> journey;
  const Establishment& establishment;
  std::unique_lock<std::mutex> lock;
  Completion<message::Response> done;

  /// Answers with `response`; the journey is anybody's from then on.
  void answer(message::Response response);
};

message::Response redirect(const std::string& location);

/// Ends the journey with a standard error for the TPP.
message::Response end_with(Journey& journey, const Refusal& refusal);

/// The page of the step the journey is at. `news` is said above the form, `error` at its field.
message::Response current_page(const Journey& journey, const PageSettings& settings,
                               std::string_view bank, std::optional<Text> error = {},
                               std::optional<Text> news = {});

/// True if `secret` is what `kept` is the hash of; the time taken does not tell how near it came.
bool is_secret_of(const crypto::Sha256& kept, std::string_view secret);

/// Holds the other forms of this journey back until the word that is asked for has come: a
/// challenge is tried by one at a time, and a second click is no second try.
void hold(Turn& turn);

/// Answers everybody who was held back.
void release(Journey& journey, const message::Response& response,
             std::unique_lock<std::mutex> lock);

/// Has a try judged where failures are counted, then agrees, or turns the customer down: with his
/// page and `may_try_again`, or for good where that is nothing. The journey is held.
void conclude(Journeys::State& state, std::shared_ptr<Journey> journey,
              const Establishment& establishment, bool is_right, std::optional<Text> may_try_again);

/// Puts the challenge of the journey's means to the customer, at first and when he asks again;
/// completes when it is on its way. Unknown customers are challenged like known ones, so that
/// nobody learns who is one; nothing leaves the house for them.
void send_challenge(Journeys::State& state, std::shared_ptr<Journey> journey,
                    Completion<void> done);

/// Takes the code that came by SMS.
void prove_by_code(Turn turn, const message::Parameters& form);

/// Looks whether the question on the phone was answered. `only_looks`: for the page's script, which
/// is told by the status alone (204 not yet, 200 it is time to go on) and changes nothing.
void prove_by_phone(Turn turn, bool only_looks);

}  // namespace guichet::sca
