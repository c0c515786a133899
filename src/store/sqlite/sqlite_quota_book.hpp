// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "store/quota_book.hpp"
#include "store/sqlite/statement.hpp"
#include "store/sqlite/sweeper.hpp"
#include "store/sqlite/writer.hpp"

namespace guichet::store {

/// Batch accesses in SQLite. What is taken is counted on disk only, never in memory.
class SqliteQuotaBook final : public QuotaBook {
 public:
  /// `writing` is the connection of `writer`; `accesses_a_day`: units a key has on one day.
  SqliteQuotaBook(Connection& writing, Writer& writer, Sweeper& sweeper, int accesses_a_day);

  void take(QuotaKey key, ParisDay day, Completion<QuotaUnit> done) override;
  void refund(QuotaKey key, ParisDay day, Completion<void> done) override;

 private:
  std::int64_t units_taken(const QuotaKey& key, std::int64_t kept_day);

  Connection& writing_;
  Writer& writer_;
  Sweeper& sweeper_;
  int accesses_a_day_;
  Statement taken_;
  Statement take_first_;
  Statement take_next_;
  Statement delete_last_;
  Statement give_back_;
};

}  // namespace guichet::store
