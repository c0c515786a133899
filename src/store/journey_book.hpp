// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "domain/grant.hpp"
#include "domain/outcome.hpp"

namespace guichet::store {

/// Which journey of a customer through the pages: the hash of the id that his forms carry.
struct JourneyKey {
  std::string establishment;
  SecretHash id{};
  auto operator<=>(const JourneyKey&) const = default;
};

/// A journey as it stands. `content` is the pages' own and holds no secret in clear.
struct KeptJourney {
  std::uint64_t version = 1;
  std::string content;
};

/// How many journeys are kept.
struct JourneyLimits {
  std::size_t of_a_source = 1'000;  ///< at an establishment; its next one takes its oldest's place
  std::size_t of_all = 100'000;     ///< at an establishment, younger than `fresh`
  std::chrono::minutes fresh{10};   ///< how long a customer has (RTS article 4(3)(d) and row 149)
  std::chrono::hours kept{24};      ///< afterwards a late form still finds its way back to the TPP
};

/// The journeys under way, on every node: a customer goes on after a restart, and wherever his next
/// form arrives. Same promises as GrantBook on completion, disk and threads.
class JourneyBook {
 public:
  virtual ~JourneyBook() = default;

  /// Keeps a new journey, as version 1. `source`: whom it counts for, a keyed hash of the address
  /// it came from. Refuses with page_too_many when as many are fresh as may be.
  virtual void open(JourneyKey key, SecretHash source, std::string content, Instant now,
                    Completion<void> done) = 0;

  /// The journey as it stands. Refuses with page_session_unknown.
  virtual void find(JourneyKey key, Completion<KeptJourney> done) = 0;

  /// Replaces `version` of the journey by the next one. False, and nothing changes, if that is no
  /// longer the version in force.
  virtual void change(JourneyKey key, std::uint64_t version, std::string content,
                      Completion<bool> done) = 0;
};

}  // namespace guichet::store
