// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "domain/consent.hpp"
#include "store/postgresql/rows.hpp"

namespace guichet::store::postgresql {

/// The accounts that a consent names under a word of the column `kind`.
std::set<std::string>& ibans_under(Consent& consent, std::string_view word);

/// Adds to `versions` what a row says that has (version, at_ms, psu_identity, put_by, kind, iban)
/// from `column` on. Rows of a version stand together.
void add_version(std::vector<ConsentVersion>& versions, const Rows& rows, int row, int column);

}  // namespace guichet::store::postgresql
