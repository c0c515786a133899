// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "domain/consent.hpp"

namespace guichet::store {

/// A customer's consent to a TPP in all its versions, oldest first; at least one.
struct ConsentHistory {
  ConsentKey key;
  std::vector<ConsentVersion> versions;
};

}  // namespace guichet::store
