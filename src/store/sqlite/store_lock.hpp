// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "domain/outcome.hpp"

namespace guichet::store {

/// The right to be the one program that has a database open, held as long as this lives. It ends
/// with the process, however that ends; the file FILE.lock stays and says who had it last.
class StoreLock {
 public:
  /// Refuses with store_unavailable when another process holds it or the file cannot be made;
  /// `detail` is one line for the operator.
  static Outcome<StoreLock> take(const std::filesystem::path& database);

  StoreLock(StoreLock&& other) noexcept;
  StoreLock& operator=(StoreLock&&) = delete;
  ~StoreLock();

 private:
  explicit StoreLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace guichet::store
