// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "domain/consent.hpp"
#include "domain/outcome.hpp"

namespace guichet::store {

/// What a customer takes back from a TPP, in one transaction over the books of grants and of
/// consents. Same promises as GrantBook on completion, disk and threads: once it has completed, no
/// token that ended is recalled and no data that was taken back is consented to.
class Withdrawal {
 public:
  virtual ~Withdrawal() = default;

  /// Ends every pair and every code of the customer with the TPP, a code that is just being
  /// exchanged too; of `role` only, if one is given. Without a role, and with "aisp", the consent
  /// is emptied: an empty version is appended, unless the one in force is empty. Completes with the
  /// version then in force.
  virtual void withdraw_all(ConsentKey key, std::optional<std::string> role, Instant at,
                            Completion<ConsentVersion> done) = 0;

  /// Appends the version in force without `part`, unless it has nothing of it. The tokens live on.
  /// Completes with the version then in force.
  virtual void withdraw_part(ConsentKey key, ConsentPart part, Instant at,
                             Completion<ConsentVersion> done) = 0;
};

}  // namespace guichet::store
