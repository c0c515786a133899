// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sqlite_failure.hpp"

#include <sqlite3.h>

namespace guichet::store {

bool SqliteFailure::is_constraint() const { return (code_ & 0xff) == SQLITE_CONSTRAINT; }

bool SqliteFailure::is_lack_of_memory() const {
  return (code_ & 0xff) == SQLITE_NOMEM || code_ == SQLITE_IOERR_NOMEM;
}

bool SqliteFailure::ends_trust() const {
  const int primary = code_ & 0xff;
  return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB || code_ == SQLITE_IOERR_FSYNC ||
         code_ == SQLITE_IOERR_DIR_FSYNC || code_ == SQLITE_IOERR_CORRUPTFS;
}

}  // namespace guichet::store
