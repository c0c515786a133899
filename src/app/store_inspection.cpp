// SPDX-License-Identifier: Apache-2.0
#include "app/store_inspection.hpp"

#include <utility>

#include "app/commands.hpp"
#include "app/served_store.hpp"
#include "app/store_opening.hpp"
#include "app/store_settings.hpp"
#include "store/postgresql/inspection.hpp"
#include "store/sqlite/consent_inspection.hpp"
#include "store/sqlite/quota_reading.hpp"

namespace guichet::app {

std::expected<Settings, std::string> settings_in(const std::string& data,
                                                 const std::string& store) {
  auto settings = read_settings_of(data);
  if (!settings) return settings;
  if (!store.empty()) {
    settings->store = store;
    if (const auto checked = check_settings(*settings); !checked)
      return std::unexpected(checked.error());
    return settings;
  }
  auto served = served_store(data);
  if (!served) return std::unexpected(served.error().said);
  if (*served) settings->store = **std::move(served);
  return settings;
}

int exit_code_of(const Settings& settings, const Refusal& refusal) {
  if (is_unreachable(settings, refusal)) return exit_unreachable;
  return is_postgresql(settings.store) ? exit_configuration : exit_failed;
}

std::string name_of_store(const Settings& settings, const std::string& data) {
  return is_postgresql(settings.store) ? "the PostgreSQL database"
                                       : store_file(settings, data).string();
}

Outcome<std::vector<store::ConsentHistory>> inspect_consents(const Settings& settings,
                                                             const std::string& data,
                                                             const ConsentKey& wanted) {
  if (is_postgresql(settings.store))
    return store::postgresql::inspect_consents(settings.store, wanted);
  return store::inspect_consents(store_file(settings, data), wanted);
}

Outcome<std::vector<QuotaCounter>> look_at_counters(const Settings& settings,
                                                    const std::string& data, QuotaFilter filter,
                                                    std::size_t limit) {
  if (is_postgresql(settings.store))
    return store::postgresql::look_at_counters(settings.store, std::move(filter), limit);
  return store::look_at_counters(store_file(settings, data), std::move(filter), limit);
}

}  // namespace guichet::app
