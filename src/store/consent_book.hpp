// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/consent.hpp"
#include "domain/grant.hpp"
#include "domain/outcome.hpp"

namespace guichet::store {

/// The append-only register of consents. Same promises as GrantBook on completion, disk and
/// threads.
class ConsentBook {
 public:
  virtual ~ConsentBook() = default;

  /// Appends a version; it is the consent in force from then on. Completes with that version.
  /// `under_pair` is the refresh hash of the pair with whose token it was sent: refuses with
  /// invalid_token, and appends nothing, unless that pair lives and is one of this customer with
  /// this TPP, which is judged in the same transaction. So nobody who was revoked records a
  /// consent. Without a pair it is the bank's own word. The version tells whose it is.
  virtual void put(ConsentKey key, Consent consent, std::optional<SecretHash> under_pair,
                   Instant at, Completion<ConsentVersion> done) = 0;

  /// The version in force, never null; version 0 and an empty consent if none was ever sent.
  /// Usually completes at once, from memory: shared, because every call reads it and none changes
  /// it.
  virtual void current(ConsentKey key, Completion<std::shared_ptr<const ConsentVersion>> done) = 0;

  /// All versions, oldest first.
  virtual void history(ConsentKey key, Completion<std::vector<ConsentVersion>> done) = 0;

  /// The consents of a customer to every TPP that ever sent one, by organizationIdentifier.
  virtual void of_customer(std::string establishment, std::string psu,
                           Completion<std::vector<ConsentToTpp>> done) = 0;
};

}  // namespace guichet::store
