// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "domain/quota.hpp"
#include "store/postgresql/rows.hpp"
#include "store/postgresql/values.hpp"

namespace guichet::store::postgresql {

/// Asks for the rows of batch_access that fit, in the order of their key.
Call counters_that_fit(const QuotaFilter& filter, std::size_t limit);

/// What they are, of its answer.
std::vector<QuotaCounter> counters_in(const Rows& rows);

/// The key in a row that begins with establishment, day, TPP, customer, subject and method.
QuotaKey quota_key_in(const Rows& rows, int row);

}  // namespace guichet::store::postgresql
