// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace guichet::store {

/// How much there is in a store at one instant.
struct Census {
  std::int64_t access_tokens = 0;   ///< live
  std::int64_t refresh_tokens = 0;  ///< live; of customers' grants, which alone have one
  std::int64_t quota_units = 0;     ///< taken on the Paris day of the instant
};

}  // namespace guichet::store
