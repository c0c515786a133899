// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "store/sqlite/statement.hpp"

struct sqlite3;

namespace guichet::store {

/// One connection to a database file, for one thread at a time. Every failure is a SqliteFailure.
class Connection {
 public:
  /// Opens for reading and writing, creating the file if it is absent. `file_layer` names the
  /// SQLite VFS to go through; empty: the system's own.
  Connection(const std::filesystem::path& file, const std::string& file_layer);

  /// Opens what is there to look at it. Nothing is ever written to the database; beside it the
  /// files of the write-ahead log may be made where they are missing.
  static Connection for_inspection(const std::filesystem::path& file);

  /// A statement of this connection, which must outlive it.
  Statement prepare(const std::string& sql);

  /// Runs statements that give no rows, separated by semicolons.
  void execute(const std::string& sql);

  /// The first column of the first row.
  std::int64_t number_from(const std::string& sql);
  std::string text_from(const std::string& sql);

  /// True between BEGIN and COMMIT or ROLLBACK; SQLite itself rolls back after some failures.
  bool in_transaction() const;

  /// Rows that the last statement inserted, changed or deleted.
  std::int64_t rows_changed() const;

  /// Counts the pages in the write-ahead log, as of the last commit. Takes the place of SQLite's
  /// own checkpoints, which swallow their errors.
  int pages_in_log() const { return *pages_in_log_; }

  /// Moves what the write-ahead log holds into the database file, as far as no reader is in the
  /// way.
  void checkpoint();

  /// Closing will leave the write-ahead log as it is.
  void leave_log_at_close();

 private:
  Connection(const std::filesystem::path& file, const std::string& file_layer, int mode);

  struct Close {
    void operator()(sqlite3* handle) const;
  };

  std::unique_ptr<int> pages_in_log_ = std::make_unique<int>(0);  ///< the hook keeps its address
  std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace guichet::store
