// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "store/postgresql/lookups.hpp"
#include "store/postgresql/sweeper.hpp"
#include "store/postgresql/worker.hpp"
#include "store/quota_book.hpp"

namespace guichet::store::postgresql {

/// Batch accesses in PostgreSQL. One statement decides and persists all units that were asked for
/// while the one before was on its way. Its keys are in one order on every node, so that two nodes
/// never wait for each other.
class PostgresqlQuotaBook final : public QuotaBook {
 public:
  /// `accesses_a_day`: units a key has on one day.
  PostgresqlQuotaBook(Line line, Lookups& lookups, Sweeper& sweeper, int accesses_a_day);

  int limit() const override { return accesses_a_day_; }
  void take(QuotaKey key, ParisDay day, QuotaCall call, Completion<QuotaUnit> done) override;
  void refund(QuotaKey key, ParisDay day, QuotaCall call, Code why, Completion<void> done) override;
  void standing(QuotaKey key, ParisDay day, Completion<QuotaStanding> done) override;
  void counters(QuotaFilter filter, std::size_t limit,
                Completion<std::vector<QuotaCounter>> done) override;

  void stop() { worker_.stop(); }

 private:
  using KeyOfDay = std::pair<QuotaKey, std::int64_t>;  ///< the day as it is kept

  /// One unit to be taken, or given back.
  class Operation {
   public:
    Operation(KeyOfDay key, std::string move, Completion<QuotaUnit> taken)
        : key_(std::move(key)), move_(std::move(move)), taken_(std::move(taken)) {}
    Operation(KeyOfDay key, std::string move, bool is_traced, Completion<void> given_back)
        : key_(std::move(key)),
          move_(std::move(move)),
          is_refund_(true),
          is_traced_(is_traced),
          given_back_(std::move(given_back)) {}

    const KeyOfDay& key() const { return key_; }
    /// In the form in which it is kept.
    const std::string& move() const { return move_; }
    bool is_refund() const { return is_refund_; }
    /// False of a refund for a fault of the caller's.
    bool is_traced() const { return is_traced_; }
    bool is_answered() const { return taken_.is_answered() && given_back_.is_answered(); }
    void refuse(Refusal refusal);
    void give(QuotaUnit unit) { taken_.answer(unit); }
    void confirm_refund() { given_back_.answer({}); }

   private:
    KeyOfDay key_;
    std::string move_;
    bool is_refund_ = false;
    bool is_traced_ = true;
    Waiting<QuotaUnit> taken_{nullptr};
    Waiting<void> given_back_{nullptr};
  };
  using Batch = std::vector<Operation>;
  using Wanted = std::map<KeyOfDay, std::vector<Operation*>>;

  void work_on(Session& session, Batch& batch);
  using Refunds = std::vector<Operation*>;
  Refunds refund_all(Session& session, Refunds refunds, bool is_last_try);
  void take_all(Session& session, Wanted wanted);
  Call taking(const Wanted& wanted) const;
  static void hand_out(const Rows& rows, Wanted& wanted);

  Lookups& lookups_;
  Sweeper& sweeper_;
  int accesses_a_day_;
  Worker<Operation> worker_;
};

}  // namespace guichet::store::postgresql
