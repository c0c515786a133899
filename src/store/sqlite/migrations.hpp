// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "store/migration_file.hpp"

namespace guichet::store {

/// All steps, in order. They are part of the program.
std::span<const MigrationFile> migration_files();

}  // namespace guichet::store
