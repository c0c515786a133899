// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "domain/consent.hpp"
#include "domain/outcome.hpp"

namespace guichet::store {

/// The append-only register of consents. Same promises as GrantBook on completion, disk and
/// threads.
class ConsentBook {
 public:
  virtual ~ConsentBook() = default;

  /// Appends a version; it is the consent in force from then on. Completes with that version.
  virtual void put(ConsentKey key, Consent consent, Instant at,
                   Completion<ConsentVersion> done) = 0;

  /// The version in force, never null; version 0 and an empty consent if none was ever sent.
  /// Usually completes at once, from memory: shared, because every call reads it and none changes
  /// it.
  virtual void current(ConsentKey key, Completion<std::shared_ptr<const ConsentVersion>> done) = 0;

  /// All versions, oldest first.
  virtual void history(ConsentKey key, Completion<std::vector<ConsentVersion>> done) = 0;
};

}  // namespace guichet::store
