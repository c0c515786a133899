// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "domain/failed_tries.hpp"
#include "domain/outcome.hpp"
#include "domain/quota.hpp"
#include "store/postgresql/line.hpp"
#include "store/postgresql/store_clock.hpp"
#include "store/store.hpp"

namespace guichet::store {

/// How a node uses a PostgreSQL store.
struct PostgresqlSettings {
  /// Kept in step with the database's clock. It lives as long as the store.
  StoreClock& clock;
  int accesses_a_day = batch_accesses_a_day;             ///< units of quota a key has on one day
  int failures_of_a_source = most_failures_of_a_source;  ///< in ten minutes; 0: any number
  JourneyLimits journeys = {};
  std::size_t accesses_in_memory = 100'000;  ///< lines while the database refuses, 300 bytes each
  /// Connections for transactions, at least 1; two more are for lookups and for quota.
  std::size_t connections_for_transactions = 3;
  postgresql::Patience patience = {};
  bool migrates = true;  ///< false: a database with an older schema is refused
  /// Told on a thread of the store's, at most twice a second, how many accesses were dropped
  /// because the database refuses and no more of them can be held. It must be short and not throw.
  std::function<void(std::uint64_t accesses)> on_accesses_dropped = {};
};

/// The books in a PostgreSQL database, for any number of nodes at once. What is acknowledged is on
/// the disk of the server (and of its synchronous standby, if it has one). Nothing is remembered in
/// memory, so what one node has committed every node sees. Refuses with store_unavailable, within
/// two seconds, while the database does not answer or cannot write, and goes on by itself once it
/// does. Safe on any thread; completions run on threads of the store's.
class PostgresqlStore : public Store {
 public:
  /// Connects, brings the schema up to date and opens the books. `url`:
  /// postgresql://user@host:port/database, as libpq reads it. Refuses with store_unavailable
  /// where it is not reached and with internal where it is not to be used; `detail` is one line for
  /// the operator: what is wrong, and the remedy.
  static Outcome<std::unique_ptr<PostgresqlStore>> open(const std::string& url,
                                                        PostgresqlSettings settings);
};

}  // namespace guichet::store
