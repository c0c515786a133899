// SPDX-License-Identifier: Apache-2.0
#include "app/store_opening.hpp"

#include <cstdint>
#include <utility>

#include "app/store_settings.hpp"
#include "store/postgresql/postgresql_store.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace guichet::app {
namespace {

Outcome<std::unique_ptr<store::Store>> open_postgresql(const Settings& settings, record::Log& log,
                                                       store::StoreClock& clock) {
  store::PostgresqlSettings wanted{.clock = clock};
  wanted.migrates = settings.store_migrates;
  wanted.accesses_a_day = static_cast<int>(settings.batch_accesses_a_day);
  wanted.failures_of_a_source = static_cast<int>(settings.failures_of_a_source);
  wanted.on_accesses_dropped = [&log](std::uint64_t accesses) {
    log.say(record::Log::Level::error,
            "the database refuses: " + std::to_string(accesses) +
                " accesses of TPPs are lost to what customers are shown of them");
  };
  return store::PostgresqlStore::open(settings.store, std::move(wanted));
}

}  // namespace

bool is_postgresql(const std::string& store) {
  return store.starts_with("postgresql://") || store.starts_with("postgres://");
}

bool is_unreachable(const Settings& settings, const Refusal& refusal) {
  return is_postgresql(settings.store) && refusal.code == Code::store_unavailable;
}

Outcome<std::unique_ptr<store::Store>> open_store(const Settings& settings,
                                                  const std::string& directory, record::Log& log,
                                                  store::StoreClock& clock,
                                                  std::atomic<int>& fatal) {
  if (is_postgresql(settings.store)) return open_postgresql(settings, log, clock);
  return store::SqliteStore::open(store_file(settings, directory),
                                  store_settings(settings, log, fatal));
}

}  // namespace guichet::app
