// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "domain/outcome.hpp"
#include "domain/quota.hpp"
#include "store/consent_history.hpp"

namespace guichet::store::postgresql {

// What operations see of a database, while gateways work on it and while none does. Each but
// the last reads one state of it and changes nothing. `url` is libpq's. Refuses with
// store_unavailable where it is not reached and with internal where it is of another schema than
// this program's; `detail` is one line for the operator, without the address, which may have a
// password in it.

/// Every consent of the register, by establishment, customer and TPP; only those that `wanted`
/// names, whose empty parts stand for any.
Outcome<std::vector<ConsentHistory>> inspect_consents(const std::string& url,
                                                      const ConsentKey& wanted);

/// Counters as QuotaBook::counters gives them, of the newest day with one that fits unless the
/// filter names one.
Outcome<std::vector<QuotaCounter>> look_at_counters(const std::string& url, QuotaFilter filter,
                                                    std::size_t limit);

/// The one that changes something: ends every token, code and journey, and puts the mark of the
/// clock at the database's time at least; for a database that a backup took the place of.
Outcome<void> void_tokens(const std::string& url);

}  // namespace guichet::store::postgresql
