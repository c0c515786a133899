// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "domain/consent.hpp"
#include "domain/outcome.hpp"
#include "store/consent_history.hpp"

namespace guichet::store {

/// Every consent of the register in `database`, by establishment, customer and TPP; only those that
/// `wanted` names, whose empty parts stand for any. Reads one state of it, while a gateway may be
/// serving it. Refuses with store_unavailable; `detail` is one line for the operator.
Outcome<std::vector<ConsentHistory>> inspect_consents(const std::filesystem::path& database,
                                                      const ConsentKey& wanted);

}  // namespace guichet::store
