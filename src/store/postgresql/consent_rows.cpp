// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/consent_rows.hpp"

#include <cstdint>

namespace guichet::store::postgresql {

std::set<std::string>& ibans_under(Consent& consent, std::string_view word) {
  if (word == "balances") return consent.balances;
  if (word == "transactions") return consent.transactions;
  return consent.overdrafts;  // the schema knows three words
}

void add_version(std::vector<ConsentVersion>& versions, const Rows& rows, int row, int column) {
  const auto number = static_cast<std::uint64_t>(rows.number(row, column));
  if (versions.empty() || versions.back().version != number) {
    ConsentVersion& version = versions.emplace_back();
    version.version = number;
    version.at = rows.instant(row, column + 1);
    version.consent.psu_identity = rows.truth(row, column + 2);
    version.author = consent_author_of(rows.text(row, column + 3));
  }
  if (!rows.is_null(row, column + 4))
    ibans_under(versions.back().consent, rows.text(row, column + 4))
        .insert(rows.text(row, column + 5));
}

}  // namespace guichet::store::postgresql
