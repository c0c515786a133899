// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "store/quota_book.hpp"
#include "store/sqlite/quota_reading.hpp"
#include "store/sqlite/reader.hpp"
#include "store/sqlite/statement.hpp"
#include "store/sqlite/sweeper.hpp"
#include "store/sqlite/taken_units.hpp"
#include "store/sqlite/writer.hpp"

namespace guichet::store {

/// Batch accesses in SQLite. Units are given by what is on disk; memory only says how a counter
/// stands.
class SqliteQuotaBook final : public QuotaBook {
 public:
  struct Limits {
    int accesses_a_day;  ///< units a key has on one day
    std::size_t counters_in_memory;
  };

  /// `writing` is the connection of `writer`, `reading` that of `reader`. Throws SqliteFailure.
  SqliteQuotaBook(Connection& writing, Connection& reading, Writer& writer, Reader& reader,
                  Sweeper& sweeper, Limits limits);

  int limit() const override { return limits_.accesses_a_day; }
  void take(QuotaKey key, ParisDay day, QuotaCall call, Completion<QuotaUnit> done) override;
  void refund(QuotaKey key, ParisDay day, QuotaCall call, Code why, Completion<void> done) override;
  void standing(QuotaKey key, ParisDay day, Completion<QuotaStanding> done) override;
  void counters(QuotaFilter filter, std::size_t limit,
                Completion<std::vector<QuotaCounter>> done) override;

  /// The table was emptied, or replaced. Within an operation of the writer's, after its COMMIT.
  void forget_all() { taken_units_.forget_all(); }
  void read_all_again() { taken_units_.read_all(writing_); }

 private:
  static std::optional<std::int64_t> units_taken(Statement& taken, const QuotaKey& key,
                                                 std::int64_t kept_day);
  QuotaUnit counted(AfterCommit& after_commit, QuotaKey key, ParisDay day, std::int64_t taken);

  Connection& writing_;
  Writer& writer_;
  Reader& reader_;
  Sweeper& sweeper_;
  Limits limits_;
  TakenUnits taken_units_;
  QuotaReading reading_;
  Statement taken_;
  Statement take_first_;
  Statement take_next_;
  Statement delete_only_move_;
  Statement give_back_;
  Statement taken_elsewhere_;  ///< of the reading connection
};

}  // namespace guichet::store
