// SPDX-License-Identifier: Apache-2.0
#include "domain/failed_tries.hpp"

namespace guichet {

bool is_held_off(const FailedSource& source, int most, Instant now) {
  return most > 0 && source.failures >= most && now < source.since + source_window;
}

void count_failure(FailedSource& source, Instant now) {
  if (now >= source.since + source_window) source = {now, 0};
  ++source.failures;
}

bool may_challenge(ChallengesSent& sent, Instant now) {
  if (now >= sent.since + lock_duration) sent = {now, 0};
  if (sent.count >= most_challenges_of_a_customer) return false;
  ++sent.count;
  return true;
}

TryVerdict judge_try(FailedTries& tries, bool is_right, Instant now) {
  if (now < tries.locked_until) return TryVerdict::locked;
  if (is_right) {
    tries = {};
    return TryVerdict::accepted;
  }
  tries.last_at = now;
  if (++tries.in_a_row < most_failed_tries) return TryVerdict::wrong;
  tries.in_a_row = 0;
  tries.locked_until = now + lock_duration;
  return TryVerdict::locks;
}

}  // namespace guichet
