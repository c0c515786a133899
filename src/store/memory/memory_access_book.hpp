// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "store/access_book.hpp"

namespace guichet::store {

/// Accesses in memory, never swept. Every call completes before it returns.
class MemoryAccessBook final : public AccessBook {
 public:
  void note(AccessKey key, Access access) noexcept override;
  bool is_kept() const noexcept override { return true; }
  void of(AccessKey key, Instant before, std::size_t limit,
          Completion<std::vector<Access>> done) override;
  void last(AccessKey key, Completion<std::optional<Access>> done) override;

  /// Forgets everything.
  void clear();

 private:
  using What = std::tuple<std::string, std::string, bool>;  ///< method, subject, connected
  using Minutes = std::map<Instant, std::map<What, std::int64_t>, std::greater<>>;

  std::vector<Access> newest(const AccessKey& key, Instant before, std::size_t limit);

  std::mutex mutex_;
  std::map<AccessKey, Minutes> minutes_;
};

}  // namespace guichet::store
