// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "domain/clock.hpp"
#include "domain/grant.hpp"

namespace guichet {

/// Wrong proofs in a row after which nobody is let in for a while (RTS article 4(3)(b)).
inline constexpr int most_failed_tries = 5;
inline constexpr std::chrono::minutes lock_duration{15};

/// Whose tries are counted: whatever was typed as identifier, known to the bank or not, hashed
/// because it may be a secret in the wrong field.
struct TryKey {
  std::string establishment;
  SecretHash identifier{};
  auto operator<=>(const TryKey&) const = default;
};

/// Challenges put to one customer within a quarter of an hour; more are not sent, so that nobody's
/// phone is flooded, nor tired into approving.
inline constexpr int most_challenges_of_a_customer = 30;

/// Where tries come from: a keyed hash of the address, for nobody's address is to be read here.
struct TrySource {
  std::string establishment;
  SecretHash address{};
  auto operator<=>(const TrySource&) const = default;
};

/// What is remembered of the tries of one identifier.
struct FailedTries {
  int in_a_row = 0;
  Instant last_at{};
  Instant locked_until{};
};

/// Failures from one source in a row of ten minutes after which it is not listened to until they
/// are over: whoever tries a few codes on each of many customers must not lock them all.
inline constexpr int most_failures_of_a_source = 50;
inline constexpr std::chrono::minutes source_window{10};

/// What is remembered of the failures of one source.
struct FailedSource {
  Instant since{};
  int failures = 0;
};

/// What is remembered of the challenges to one identifier.
struct ChallengesSent {
  Instant since{};
  int count = 0;
};

/// Counts one more, if it may be put.
bool may_challenge(ChallengesSent& sent, Instant now);

/// True if a source with these failures is not listened to at `now`. `most` 0: every source is.
bool is_held_off(const FailedSource& source, int most, Instant now);

/// Counts one more failure; ten minutes after the first of a row a new row begins.
void count_failure(FailedSource& source, Instant now);

enum class TryVerdict {
  accepted,  ///< right, and not locked
  wrong,
  locks,    ///< wrong, and the one that locks
  locked,   ///< locked since before; nothing was counted, right or not
  held_off  ///< the source has failed too often; nothing was judged or counted
};

/// Judges one try at `now` and counts it in `tries`. While locked nothing is counted, so that
/// nobody learns of the lock from how long it lasts.
TryVerdict judge_try(FailedTries& tries, bool is_right, Instant now);

}  // namespace guichet
