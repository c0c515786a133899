// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/writer.hpp"

#include <cstddef>
#include <exception>

#include "store/sqlite/sqlite_failure.hpp"

namespace guichet::store {
namespace {

// Pages of 4 KB in the log before they are moved into the database file.
constexpr int pages_between_checkpoints = 2'000;

bool ends_trust(const std::exception& failure) {
  const auto* from_sqlite = dynamic_cast<const SqliteFailure*>(&failure);
  return from_sqlite != nullptr && from_sqlite->ends_trust();
}

}  // namespace

Writer::Writer(Connection& connection, Health& health, Sweeper& sweeper,
               std::function<void(const std::string&)> on_fatal, OnWritePoint on_point)
    : connection_(connection),
      health_(health),
      sweeper_(sweeper),
      on_fatal_(std::move(on_fatal)),
      on_point_(std::move(on_point)),
      next_checkpoint_at_(pages_between_checkpoints),
      begin_(connection.prepare("BEGIN IMMEDIATE")),
      commit_(connection.prepare("COMMIT")),
      savepoint_(connection.prepare("SAVEPOINT operation")),
      rollback_to_(connection.prepare("ROLLBACK TO operation")),
      release_(connection.prepare("RELEASE operation")),
      probe_(connection.prepare("INSERT INTO write_probe (only, tries) VALUES (1, 1) "
                                "ON CONFLICT DO UPDATE SET tries = tries + 1")),
      batcher_([this](Batch& batch) { work_on(batch); }, BatchLimits{}) {}

void Writer::add(std::unique_ptr<Operation> operation) {
  if (!health_.trust_is_lost.load() && batcher_.add(operation)) return;
  operation->answer_with({Code::store_unavailable, {}, "the store is overloaded or lost"});
  operation->complete();
}

void Writer::work_on(Batch& batch) {
  if (health_.trust_is_lost.load()) return give_up(batch, "the disk cannot be believed", false);
  if (batch.empty()) return probe();
  try {
    commit(batch);
    pass(WritePoint::committed);
    for (auto& effect : after_commit_) effect();
    after_commit_.clear();
    pass(WritePoint::remembered);
    health_.writes_work.store(true);
  } catch (const std::exception& failure) {
    return give_up(batch, failure.what(), ends_trust(failure));
  }
  for (auto& operation : batch) operation->complete();
  checkpoint();
}

void Writer::commit(Batch& batch) {
  pass(WritePoint::accepted);
  begin_.execute();
  pass(WritePoint::begun);
  for (auto& operation : batch) run_isolated(*operation);
  sweeper_.sweep();
  pass(WritePoint::done);
  commit_.execute();
}

void Writer::run_isolated(Operation& operation) {
  const bool several = operation.steps == Steps::several;
  if (several) savepoint_.execute();
  const std::size_t effects_before = after_commit_.size();
  try {
    operation.run(after_commit_);
  } catch (const SqliteFailure& failure) {
    // A row that the schema refuses is the fault of one operation; all else is the machine's and
    // ends the batch.
    if (!failure.is_constraint() || !connection_.in_transaction()) throw;
    after_commit_.erase(after_commit_.begin() + static_cast<std::ptrdiff_t>(effects_before),
                        after_commit_.end());
    operation.answer_with({Code::internal, {}, failure.what()});
    if (several) rollback_to_.execute();
  }
  if (several) release_.execute();
}

void Writer::probe() {
  if (health_.writes_work.load()) return;
  Batch nobody;
  try {
    begin_.execute();
    probe_.execute();
    commit_.execute();
    health_.writes_work.store(true);
  } catch (const std::exception& failure) {
    give_up(nobody, failure.what(), ends_trust(failure));
  }
}

void Writer::checkpoint() {
  if (connection_.pages_in_log() < next_checkpoint_at_) return;
  try {
    connection_.checkpoint();
  } catch (const std::exception& failure) {
    Batch nobody;
    if (ends_trust(failure)) return give_up(nobody, failure.what(), true);
  }
  // A reader or a full disk may have been in the way: the log is longer then, and is tried again
  // later.
  next_checkpoint_at_ = connection_.pages_in_log() + pages_between_checkpoints;
}

void Writer::give_up(Batch& batch, const std::string& why, bool for_good) {
  after_commit_.clear();
  health_.writes_work.store(false);
  if (!for_good && connection_.in_transaction()) {
    try {
      connection_.execute("ROLLBACK");
    } catch (const SqliteFailure&) {
      for_good = connection_.in_transaction();
    }
  }
  if (for_good) {
    health_.trust_is_lost.store(true);
    connection_.leave_log_at_close();
  }
  for (auto& operation : batch) {
    operation->answer_with({Code::store_unavailable, {}, why});
    operation->complete();
  }
  if (for_good && on_fatal_) on_fatal_(why);
}

}  // namespace guichet::store
