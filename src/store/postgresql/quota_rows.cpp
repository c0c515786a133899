// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/quota_rows.hpp"

#include <cstdint>

#include "store/kept_day.hpp"
#include "store/kept_moves.hpp"

namespace guichet::store::postgresql {

Call counters_that_fit(const QuotaFilter& filter, std::size_t limit) {
  return {
      "SELECT establishment, day_paris, tpp, psu, subject, method, moves, taken FROM batch_access "
      "WHERE ($1 IS NULL OR establishment = $1) AND ($2 = 0 OR day_paris = $2) "
      "AND ($3 IS NULL OR tpp = $3) AND ($4 IS NULL OR psu = $4) "
      "ORDER BY establishment, day_paris, tpp, psu, subject, method LIMIT $5",
      Values(filter.establishment, filter.day ? kept_form_of(*filter.day) : std::int64_t{0},
             filter.tpp, filter.psu, static_cast<std::int64_t>(limit))};
}

std::vector<QuotaCounter> counters_in(const Rows& rows) {
  std::vector<QuotaCounter> found;
  for (int row = 0; row < rows.count(); ++row)
    found.push_back({quota_key_in(rows, row), day_kept_as(rows.number(row, 1)),
                     static_cast<int>(rows.number(row, 7)), read_moves(rows.text(row, 6))});
  return found;
}

QuotaKey quota_key_in(const Rows& rows, int row) {
  return {rows.text(row, 0), rows.text(row, 2), rows.text(row, 3), rows.text(row, 4),
          rows.text(row, 5)};
}

}  // namespace guichet::store::postgresql
