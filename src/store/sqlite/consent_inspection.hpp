// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "domain/consent.hpp"
#include "domain/outcome.hpp"

namespace guichet::store {

/// A customer's consent to a TPP in all its versions, oldest first; at least one.
struct ConsentHistory {
  ConsentKey key;
  std::vector<ConsentVersion> versions;
};

/// Every consent of the register in `database`, by establishment, customer and TPP; only those that
/// `wanted` names, whose empty parts stand for any. Reads one state of it, while a gateway may be
/// serving it. Refuses with store_unavailable; `detail` is one line for the operator.
Outcome<std::vector<ConsentHistory>> inspect_consents(const std::filesystem::path& database,
                                                      const ConsentKey& wanted);

}  // namespace guichet::store
