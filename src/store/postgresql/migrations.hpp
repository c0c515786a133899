// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "store/migration_file.hpp"

namespace guichet::store {

/// All steps of the PostgreSQL schema, in order. They are part of the program.
std::span<const MigrationFile> postgresql_migrations();

}  // namespace guichet::store
