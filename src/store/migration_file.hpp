// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace guichet::store {

/// A step of a schema, as it stands in a folder migrations/: "0001_first_books.sql" and its text.
/// Steps are never changed and never removed, only added.
struct MigrationFile {
  std::string_view name;
  std::string_view content;

  /// The number that begins the name.
  int number() const;
  /// 16 hex digits that tell whether the step is the one that was applied (FNV-1a, 64 bits; it
  /// guards against mistakes, not against malice).
  std::string checksum() const;
};

}  // namespace guichet::store
