// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "domain/outcome.hpp"
#include "domain/quota.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/statement.hpp"

namespace guichet::store {

/// The rows of batch_access as counters.
class QuotaReading {
 public:
  /// `connection` outlives this.
  explicit QuotaReading(Connection& connection);

  /// Same as QuotaBook::counters; throws SqliteFailure.
  std::vector<QuotaCounter> counters(const QuotaFilter& filter, std::size_t limit);

 private:
  Statement counters_;
};

/// Begins a query that uses the establishments with counters as `counted (code)`. They are found by
/// way of the primary key, one after the other: the table may hold 40 days.
inline constexpr const char* counted_establishments =
    "WITH RECURSIVE counted (code) AS (SELECT min(establishment) FROM batch_access UNION ALL "
    "SELECT (SELECT min(establishment) FROM batch_access WHERE establishment > code) FROM counted "
    "WHERE code IS NOT NULL) ";

/// The newest day of any counter, in the form in which days are kept; 0 if there is none. Throws
/// SqliteFailure.
std::int64_t newest_kept_day(Connection& connection);

/// What operations see of the database `file`, while a gateway works on it and while none does:
/// counters as QuotaBook::counters gives them, of the newest day that has one that fits unless the
/// filter names a day. Changes nothing. Refuses with store_unavailable; `detail` is a line for the
/// operator.
Outcome<std::vector<QuotaCounter>> look_at_counters(const std::filesystem::path& file,
                                                    QuotaFilter filter, std::size_t limit);

}  // namespace guichet::store
