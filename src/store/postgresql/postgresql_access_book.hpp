// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "store/access_book.hpp"
#include "store/access_gathering.hpp"
#include "store/postgresql/sweeper.hpp"
#include "store/postgresql/transaction.hpp"

namespace guichet::store::postgresql {

/// Accesses in PostgreSQL. What is noted gathers in memory first. Whoever asks has what he asks for
/// written first: all of the book's transactions run on one thread, in order. What other nodes
/// noted is seen once they wrote it.
class PostgresqlAccessBook final : public AccessBook {
 public:
  /// `in_memory` and `on_dropped` as AccessGathering has them.
  PostgresqlAccessBook(Transactions& transactions, Sweeper& sweeper, std::size_t in_memory,
                       AccessGathering::Dropped on_dropped);

  void note(AccessKey key, Access access) noexcept override {
    gathering_.note(std::move(key), std::move(access));
  }
  bool is_kept() const noexcept override { return gathering_.is_kept(); }
  void of(AccessKey key, Instant before, std::size_t limit,
          Completion<std::vector<Access>> done) override;
  void last(AccessKey key, Completion<std::optional<Access>> done) override;

  /// Writes what was noted before, within a transaction of the first thread; if it fails all is as
  /// before.
  void write_all(Transaction& transaction);

  /// Writes what is left and waits for it; what the database refuses then is lost. Call it before
  /// the transactions are stopped.
  void stop() { gathering_.stop(); }

 private:
  void write(Transaction& transaction, const AccessGathering::Taken& taken);

  Transactions& transactions_;
  Sweeper& sweeper_;
  AccessGathering gathering_;  ///< last: its thread uses all of the above
};

}  // namespace guichet::store::postgresql
