// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "store/access_book.hpp"
#include "store/access_gathering.hpp"
#include "store/sqlite/statement.hpp"
#include "store/sqlite/sweeper.hpp"
#include "store/sqlite/writer.hpp"

namespace guichet::store {

/// Accesses in SQLite. What is noted gathers in memory first. Whoever asks has what he asks for
/// written first, so that no answer has to be put together of disk and memory.
class SqliteAccessBook final : public AccessBook {
 public:
  /// `writing` is the connection of `writer`. `in_memory` and `on_dropped` as AccessGathering has
  /// them.
  SqliteAccessBook(Connection& writing, Writer& writer, Sweeper& sweeper, std::size_t in_memory,
                   AccessGathering::Dropped on_dropped);

  void note(AccessKey key, Access access) noexcept override {
    gathering_.note(std::move(key), std::move(access));
  }
  bool is_kept() const noexcept override { return writer_.writes_work(); }
  void of(AccessKey key, Instant before, std::size_t limit,
          Completion<std::vector<Access>> done) override;
  void last(AccessKey key, Completion<std::optional<Access>> done) override;

  /// Completes when all that was noted before is on disk.
  void write_all(Completion<void> done);
  /// The same within a transaction of the writer; if it fails all is as before.
  void write_all(AfterCommit& after_commit);

  /// Has the writer write what is left and waits for it; what the disk refuses then is lost. Call
  /// it before the writer is stopped, and not on its thread.
  void stop() { gathering_.stop(); }

  /// What is in memory, after the tables were replaced.
  void forget_all() noexcept { gathering_.forget_all(); }

 private:
  void write(const AccessGathering::Taken& taken, AfterCommit& after_commit);
  std::vector<Access> read(const AccessKey& key, Instant before, std::size_t limit);

  Writer& writer_;
  Sweeper& sweeper_;
  Statement upsert_;
  Statement select_;
  AccessGathering gathering_;  ///< last: its thread uses all of the above
};

}  // namespace guichet::store
