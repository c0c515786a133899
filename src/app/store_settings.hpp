// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <filesystem>
#include <string>

#include "app/settings.hpp"
#include "record/log.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace guichet::app {

/// Where the store of a data directory is; the path of the setting counts from there.
std::filesystem::path store_file(const Settings& settings, const std::string& directory);

/// How the store behaves; when its disk cannot be believed any more, `fatal` becomes the exit code.
/// `log` and `fatal` live as long as the store.
store::SqliteSettings store_settings(const Settings& settings, record::Log& log,
                                     std::atomic<int>& fatal);

}  // namespace guichet::app
