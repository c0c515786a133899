// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "message/target.hpp"
#include "sca/journey.hpp"
#include "sca/journey_state.hpp"

namespace guichet::sca {

struct Journeys::State {
  bank::CoreBanking& bank;
  Proofs proofs;
  Books books;
  const Clock& clock;
  Randomness& randomness;
  PageSettings settings;
  JourneyKeeper keeper;

  /// Where a journey that ended with a code led: known for some seconds, for a second click;
  /// afterwards, that it did.
  struct WayOut {
    std::string location;
    Instant ends_at{};
  };

  std::mutex mutex = {};
  std::map<store::JourneyKey, WayOut> ways_out = {};
  /// When a challenge could last not be sent, by Means. Any thread.
  std::array<std::atomic<Instant>, 4> failed_at = {};
  /// Forms of these journeys are being answered here, for those who wait.
  std::map<store::JourneyKey, std::vector<Completion<message::Response>>> at_work = {};
};

/// One form of a journey while it is answered. It goes from hand to hand; whoever holds it last
/// answers.
struct Turn {
  Journeys::State& state;
  const Establishment& establishment;
  oauth::Clients clients;  ///< where the form came; empty: he signs in for himself
  message::Request request;
  message::Parameters form;
  std::string id;              ///< of the journey, as the form carries it
  std::string browser_secret;  ///< as the cookie carries it
  std::uint64_t version = 0;
  Journey journey = {};
  bool may_send = true;                 ///< the challenge, to a customer who did not get too many
  std::optional<Refusal> refusal = {};  ///< that this form or page ended the journey with
  Completion<message::Response> done = {};

  store::JourneyKey key() const;
};
using TurnPtr = std::unique_ptr<Turn>;
using NextStep = std::move_only_function<void(TurnPtr)>;

/// Keeps the journey as it stands in `turn`, then goes on. Where another node was faster, answers
/// with what stands now; where the store cannot keep it, sends the customer back to the TPP.
void keep(TurnPtr turn, NextStep next);

/// The same, and answers with the page or the redirect that is due then.
void keep_and_show(TurnPtr turn);

/// Answers with the page or the redirect of the step the journey is at. Refuses with
/// page_client_unknown and page_redirect_unknown in place of a redirect to where the TPP is not to
/// be found any more.
void show(TurnPtr turn);

void answer(TurnPtr turn, Outcome<message::Response> response);

/// Ends the journey: the TPP is told the word of OAuth for `refusal`, and the log all of it.
void end_with(Turn& turn, Refusal refusal);

/// The same for what is no fault of the TPP's or the customer's: the TPP is told
/// temporarily_unavailable whatever the `cause`.
void end_by_fault(Turn& turn, Refusal cause);

message::Response redirect(const std::string& location);

/// Forgets locations that are no second click's any more, and in time that there were any. `mutex`
/// is held.
void forget_old_ways_out(Journeys::State& state, Instant now);

/// Where tries from this request's address are counted.
SecretHash source_of(const Journeys::State& state, const message::Request& request);

/// The name of a journey's cookie, with the id in it, so that a browser can be shown where it
/// stands without; and the whole Set-Cookie line.
std::string cookie_name(message::Door door, const std::string& journey_id);
std::string cookie_line(message::Door door, const std::string& journey_id,
                        const std::string& secret);

}  // namespace guichet::sca
