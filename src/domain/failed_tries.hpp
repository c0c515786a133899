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

/// What is remembered of the tries of one identifier.
struct FailedTries {
  int in_a_row = 0;
  Instant last_at{};
  Instant locked_until{};
};

enum class TryVerdict {
  accepted,  ///< right, and not locked
  wrong,
  locks,  ///< wrong, and the one that locks
  locked  ///< locked since before; nothing was counted, right or not
};

/// Judges one try at `now` and counts it in `tries`. While locked nothing is counted, so that
/// nobody learns of the lock from how long it lasts.
TryVerdict judge_try(FailedTries& tries, bool is_right, Instant now);

}  // namespace guichet
