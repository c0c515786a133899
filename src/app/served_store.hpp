// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "domain/outcome.hpp"

namespace guichet::app {

// Which store the gateway of a data directory served last, in `store.served` there: a flag may have
// named another one than guichet.toml, and commands beside the gateway must look into the same. The
// address may have a password in it, so that the file is its owner's alone.

/// Remembers the setting `store`. Refuses with internal, naming the file.
Outcome<void> remember_served_store(const std::string& directory, const std::string& store);

/// What was remembered; nothing where no gateway has served. Refuses with internal, naming the
/// file.
Outcome<std::optional<std::string>> served_store(const std::string& directory);

}  // namespace guichet::app
