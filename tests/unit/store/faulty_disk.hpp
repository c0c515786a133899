// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace guichet::store {

/// What a disk can do to us.
enum class Fault {
  none,
  full,               ///< writes find no room
  database_full,      ///< the same, but only in the database file, which a checkpoint writes
  write_error,        ///< writes fail
  read_error,         ///< reads fail
  log_sync_once,      ///< the next sync of the write-ahead log fails; later ones say they are done
  database_sync_once  ///< the same for the database file, which a checkpoint syncs
};

/// A SQLite file layer over the system's own that fails as told. Its name, for
/// SqliteSettings::file_layer.
const char* faulty_disk();

/// What it does from now on. Any thread.
void let_disk(Fault fault);

}  // namespace guichet::store
