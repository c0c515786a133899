// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "domain/failed_tries.hpp"
#include "domain/outcome.hpp"
#include "domain/quota.hpp"
#include "store/journey_book.hpp"
#include "store/sqlite/write_point.hpp"
#include "store/store.hpp"

namespace guichet::store {

/// How an embedded store behaves.
struct SqliteSettings {
  int accesses_a_day = batch_accesses_a_day;             ///< units of quota a key has on one day
  int failures_of_a_source = most_failures_of_a_source;  ///< in ten minutes; 0: any number
  JourneyLimits journeys = {};
  std::size_t grants_in_memory = 200'000;    ///< token pairs, some 700 bytes each
  std::size_t consents_in_memory = 200'000;  ///< consents, some 700 bytes each
  std::size_t counters_in_memory = 500'000;  ///< of batch accesses, some 200 bytes each
  std::size_t accesses_in_memory = 100'000;  ///< lines while the disk refuses, some 300 bytes each
  /// Told on a thread of the store's, at most twice a second, how many accesses were dropped
  /// because the disk refuses and no more of them can be held. It must be short and not throw.
  std::function<void(std::uint64_t accesses)> on_accesses_dropped = {};
  /// Told once, on the writer's thread, when a sync failed or damage was found: nothing is
  /// acknowledged any more, and the program should end (exit 75) and be started again. It must not
  /// destroy the store.
  std::function<void(const std::string& why)> on_fatal = {};
  /// Told before open() returns that the last commit of a run that crashed was never finished.
  std::function<void(const std::string& what)> on_torn_end = {};
  OnWritePoint on_write_point = {};  ///< empty: nobody is told
  std::string file_layer = {};       ///< the SQLite VFS to go through; empty: the system's own
};

/// The books in one SQLite file, for one process. What is acknowledged is on disk: WAL,
/// synchronous=FULL, one writing thread that commits for all who wait. Safe on any thread;
/// completions of what writes run on the writing thread, those of what reads before the call
/// returns.
class SqliteStore : public Store {
 public:
  /// Opens or creates the database, which this process then has to itself. Refuses with
  /// store_unavailable: in use by another process, not ours, damaged, or of a newer schema (exit
  /// 78). `detail` is one line for the operator: the file, what is wrong, the remedy.
  static Outcome<std::unique_ptr<SqliteStore>> open(const std::filesystem::path& file,
                                                    SqliteSettings settings);
};

}  // namespace guichet::store
