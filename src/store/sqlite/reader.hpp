// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <mutex>
#include <utility>

#include "domain/outcome.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/health.hpp"
#include "store/sqlite/sqlite_failure.hpp"
#include "store/sqlite/statement.hpp"

namespace guichet::store {

/// The connection that reads what is not in memory, while the writer writes. Safe on any thread;
/// one reads at a time.
class Reader {
 public:
  Reader(Connection& connection, const Health& health)
      : connection_(connection),
        health_(health),
        begin_(connection.prepare("BEGIN")),
        rollback_(connection.prepare("ROLLBACK")) {}

  /// False once the disk cannot be believed; what is in memory is not given out then either.
  bool is_trusted() const { return !health_.trust_is_lost.load(); }

  /// The answer while is_trusted is false.
  static std::unexpected<Refusal> lost() {
    return refuse(Code::store_unavailable, {}, "the disk cannot be believed");
  }

  /// Runs `work` on one state of the database, which a commit meanwhile does not change, and gives
  /// what it returns. Refuses with store_unavailable when the disk fails, or can no longer be
  /// believed.
  template <class T, class Work>
  Outcome<T> read(Work&& work) {
    const std::scoped_lock lock(mutex_);
    if (!is_trusted()) return lost();
    try {
      // One that found no memory for its end; what it sees is old.
      if (connection_.in_transaction()) rollback_.execute();
      begin_.execute();
      const EndOfReading end{rollback_};
      return std::forward<Work>(work)();
    } catch (const SqliteFailure& failure) {
      return refuse(Code::store_unavailable, {}, failure.what());
    }
  }

 private:
  struct EndOfReading {
    Statement& rollback;
    ~EndOfReading() {
      // There is nothing to undo; if SQLite ended the transaction itself, that is well too.
      try {
        rollback.execute();
      } catch (const std::exception&) {
      }
    }
  };

  std::mutex mutex_;
  Connection& connection_;
  const Health& health_;
  Statement begin_;
  Statement rollback_;
};

}  // namespace guichet::store
