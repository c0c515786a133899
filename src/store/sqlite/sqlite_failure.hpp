// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

namespace guichet::store {

/// SQLite could not do what it was told. Thrown inside this folder only: the writer, the reader and
/// the opening of the store turn it into a Refusal.
class SqliteFailure : public std::runtime_error {
 public:
  /// `code`: SQLite's extended result code.
  SqliteFailure(int code, const std::string& what_happened)
      : std::runtime_error(what_happened), code_(code) {}

  int code() const { return code_; }

  /// A rule of the schema said no; the machine is well.
  bool is_constraint() const;

  /// There was no memory; the disk is well.
  bool is_lack_of_memory() const;

  /// What the disk holds is no longer known: a sync failed (asking again and being told "done"
  /// proves nothing), or the file is damaged.
  bool ends_trust() const;

 private:
  int code_;
};

}  // namespace guichet::store
