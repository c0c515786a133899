// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/outcome.hpp"
#include "store/batcher.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/health.hpp"
#include "store/sqlite/statement.hpp"
#include "store/sqlite/sweeper.hpp"
#include "store/sqlite/write_point.hpp"

namespace guichet::store {

/// What an operation wants done in memory once it is on disk: after COMMIT, before the completion.
/// There is no way back then, so it cannot fail.
using AfterCommit = std::vector<std::move_only_function<void() noexcept>>;

/// Whether an operation changes rows by one statement, which SQLite isolates by itself, or by
/// several, which need a savepoint.
enum class Steps { one, several };

/// The one thread that writes. Whatever waits is run in one transaction and completed after its
/// COMMIT, in the order of asking; if the COMMIT fails, or memory is short, all of it is refused
/// with store_unavailable and nothing in memory changes. A full or failing disk is tried again, by
/// the next operations and once a second; after a failed sync or found damage nothing is believed
/// any more: every call is refused for good and `on_fatal` is told once, on the writer's thread.
class Writer {
 public:
  /// An operation's statements. A Refusal it returns is an answer, and what it wrote before stays.
  template <class T>
  using Work = std::move_only_function<Outcome<T>(AfterCommit& after_commit)>;

  Writer(Connection& connection, Health& health, Sweeper& sweeper,
         std::function<void(const std::string& why)> on_fatal, OnWritePoint on_point = {});

  /// Runs `work` on the writer's thread and gives its answer to `done` there. Any thread.
  template <class T>
  void write(Steps steps, Work<T> work, Completion<T> done) {
    add(std::make_unique<OperationOf<T>>(steps, std::move(work), std::move(done)));
  }

  /// Tells whoever asked to be told that this point is passed. The writer's thread.
  void pass(WritePoint point) const {
    if (on_point_) on_point_(point);
  }

  /// False while the disk refuses, or is not believed any more. Any thread.
  bool writes_work() const noexcept {
    return health_.writes_work.load() && !health_.trust_is_lost.load();
  }

  /// Finishes what waits and takes nothing more.
  void stop() { batcher_.stop(); }

 private:
  struct Operation {
    explicit Operation(Steps its_steps) : steps(its_steps) {}
    virtual ~Operation() = default;
    virtual void run(AfterCommit& after_commit) = 0;
    virtual void answer_with(Refusal refusal) noexcept = 0;
    virtual void complete() noexcept = 0;
    Steps steps;
  };

  template <class T>
  struct OperationOf final : Operation {
    OperationOf(Steps its_steps, Work<T> its_work, Completion<T> its_done)
        : Operation(its_steps), work(std::move(its_work)), done(std::move(its_done)) {}
    void run(AfterCommit& after_commit) override { answer = work(after_commit); }
    void answer_with(Refusal refusal) noexcept override {
      answer = std::unexpected(std::move(refusal));
    }
    void complete() noexcept override {
      try {
        done(std::move(*answer));
      } catch (const std::bad_alloc&) {  // the caller learns it from the end of `done`
      }
    }

    Work<T> work;
    Completion<T> done;
    std::optional<Outcome<T>> answer;
  };

  using Batch = std::vector<std::unique_ptr<Operation>>;

  void add(std::unique_ptr<Operation> operation);
  void work_on(Batch& batch) noexcept;
  void begin();
  void commit(Batch& batch);
  void run_isolated(Operation& operation);
  void probe();
  void checkpoint();
  void give_up(Batch& batch, const std::exception& failure);
  bool roll_back();
  void refuse_all(Batch& batch, const char* why) noexcept;

  Connection& connection_;
  Health& health_;
  Sweeper& sweeper_;
  std::function<void(const std::string&)> on_fatal_;
  OnWritePoint on_point_;
  int next_checkpoint_at_;  ///< pages in the log
  Statement begin_;
  Statement commit_;
  Statement savepoint_;
  Statement rollback_;
  Statement rollback_to_;
  Statement release_;
  Statement probe_;
  AfterCommit after_commit_;
  Batcher<std::unique_ptr<Operation>> batcher_;  ///< last: its thread uses all of the above
};

}  // namespace guichet::store
