// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "domain/clock.hpp"
#include "domain/environment.hpp"

namespace guichet::counter {

/// Access tokens a TPP may fail with in any span of this length; the next failure puts it above the
/// limit, until the oldest of them is that old.
inline constexpr std::size_t most_failed_tokens = 100;
inline constexpr std::chrono::seconds failed_tokens_span{60};

/// Whose access tokens failed, and when: for each TPP (organizationIdentifier) at each
/// establishment and environment, which know nothing of each other. In memory, and bounded. Safe on
/// any thread.
class FailedTokens {
 public:
  /// `bound`: how many TPPs are counted at a time; beyond it the one whose last failure is oldest
  /// is forgotten.
  explicit FailedTokens(std::size_t bound = 1024) : bound_(bound) {}

  /// Until when nothing more of this TPP is looked at, if it is above the limit at `now`. Costs one
  /// atomic load while nobody is above it.
  std::optional<Instant> above_until(std::string_view establishment, Environment environment,
                                     std::string_view oid, Instant now) const;

  /// Counts an access token that failed. Gives what above_until gives; a failure above the limit is
  /// not counted, so that the end of it stays where it is.
  std::optional<Instant> count(std::string_view establishment, Environment environment,
                               std::string_view oid, Instant now);

  /// Forgets every failure, when the sandbox is put back.
  void clear();

 private:
  struct Caller {
    std::string establishment;
    Environment environment;
    std::string oid;
    auto operator<=>(const Caller&) const = default;
  };
  struct Failures {
    std::deque<Instant> at;  ///< at most most_failed_tokens, the oldest first
    Instant above_until{};
  };

  void make_room();

  const std::size_t bound_;
  /// No TPP is above the limit from here on: what spares everybody else the lock.
  std::atomic<Instant::rep> all_below_from_{0};
  mutable std::mutex mutex_;
  std::map<Caller, Failures> failures_;
};

}  // namespace guichet::counter
