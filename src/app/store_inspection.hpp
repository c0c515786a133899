// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <vector>

#include "app/settings.hpp"
#include "domain/outcome.hpp"
#include "domain/quota.hpp"
#include "store/consent_history.hpp"

namespace guichet::app {

/// The settings of the gateway of this data directory, the defaults where it has no guichet.toml.
/// Their store is `store` unless that is empty, else the one that was served last from there. Its
/// error is one line for the operator.
std::expected<Settings, std::string> settings_in(const std::string& data, const std::string& store);

/// The exit code for what inspect_consents and the like refused.
int exit_code_of(const Settings& settings, const Refusal& refusal);

/// Which store is meant, without what is secret in its address.
std::string name_of_store(const Settings& settings, const std::string& data);

// What operations see of the store of a data directory, as store::inspect_consents and
// store::look_at_counters give it.
Outcome<std::vector<store::ConsentHistory>> inspect_consents(const Settings& settings,
                                                             const std::string& data,
                                                             const ConsentKey& wanted);
Outcome<std::vector<QuotaCounter>> look_at_counters(const Settings& settings,
                                                    const std::string& data, QuotaFilter filter,
                                                    std::size_t limit);

}  // namespace guichet::app
