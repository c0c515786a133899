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

/// Which says nothing of the disk.
bool is_lack_of_memory(const std::exception& failure) {
  const auto* from_sqlite = dynamic_cast<const SqliteFailure*>(&failure);
  return from_sqlite != nullptr ? from_sqlite->is_lack_of_memory()
                                : dynamic_cast<const std::bad_alloc*>(&failure) != nullptr;
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
      rollback_(connection.prepare("ROLLBACK")),
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

void Writer::work_on(Batch& batch) noexcept {
  if (health_.trust_is_lost.load()) return refuse_all(batch, "the disk cannot be believed");
  if (batch.empty()) return probe();
  try {
    commit(batch);
  } catch (const std::exception& failure) {
    return give_up(batch, failure);
  }
  pass(WritePoint::committed);
  for (auto& effect : after_commit_) effect();
  after_commit_.clear();
  pass(WritePoint::remembered);
  health_.writes_work.store(true);
  for (auto& operation : batch) operation->complete();
  checkpoint();
}

/// Begins a transaction. One that could not be rolled back is ended first.
void Writer::begin() {
  if (connection_.in_transaction()) rollback_.execute();
  begin_.execute();
}

void Writer::commit(Batch& batch) {
  pass(WritePoint::accepted);
  begin();
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
    begin();
    probe_.execute();
    commit_.execute();
    health_.writes_work.store(true);
  } catch (const std::exception& failure) {
    give_up(nobody, failure);
  }
}

void Writer::checkpoint() {
  if (connection_.pages_in_log() < next_checkpoint_at_) return;
  try {
    connection_.checkpoint();
  } catch (const std::exception& failure) {
    Batch nobody;
    if (ends_trust(failure)) return give_up(nobody, failure);
  }
  // A reader or a full disk may have been in the way: the log is longer then, and is tried again
  // later.
  next_checkpoint_at_ = connection_.pages_in_log() + pages_between_checkpoints;
}

void Writer::give_up(Batch& batch, const std::exception& failure) {
  after_commit_.clear();
  const bool for_good = ends_trust(failure) || !roll_back();
  if (!is_lack_of_memory(failure)) health_.writes_work.store(false);
  if (for_good) {
    health_.trust_is_lost.store(true);
    connection_.leave_log_at_close();
  }
  refuse_all(batch, failure.what());
  if (for_good && on_fatal_) on_fatal_(failure.what());
}

/// False if the transaction can never be ended. For want of memory it is ended before the next one.
bool Writer::roll_back() {
  if (!connection_.in_transaction()) return true;
  try {
    rollback_.execute();
    return true;
  } catch (const std::exception& failure) {
    return is_lack_of_memory(failure) || !connection_.in_transaction();
  }
}

void Writer::refuse_all(Batch& batch, const char* why) noexcept {
  for (auto& operation : batch) {
    Refusal refusal{Code::store_unavailable};
    try {
      refusal.detail = why;
    } catch (const std::bad_alloc&) {  // then it is refused without
    }
    operation->answer_with(std::move(refusal));
    operation->complete();
  }
}

}  // namespace guichet::store
