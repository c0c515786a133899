// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "app/settings.hpp"
#include "domain/outcome.hpp"
#include "record/log.hpp"
#include "store/postgresql/store_clock.hpp"
#include "store/store.hpp"

namespace guichet::app {

/// Opens the store that the settings name; without one, guichet.db in `directory`. `log`, `clock`
/// and `fatal` live as long as it: `clock` follows the store's own where it has one, and `fatal`
/// becomes the exit code of a program whose store is lost. Refuses with store_unavailable or
/// internal; `detail` is one line for the operator.
Outcome<std::unique_ptr<store::Store>> open_store(const Settings& settings,
                                                  const std::string& directory, record::Log& log,
                                                  store::StoreClock& clock,
                                                  std::atomic<int>& fatal);

/// True if it is libpq's form of an address.
bool is_postgresql(const std::string& store);

/// True if that says no more than that the store, another program, cannot be reached or used now.
bool is_unreachable(const Settings& settings, const Refusal& refusal);

}  // namespace guichet::app
