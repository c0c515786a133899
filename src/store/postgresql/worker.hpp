// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/outcome.hpp"
#include "store/batcher.hpp"
#include "store/postgresql/line.hpp"

namespace guichet::store::postgresql {

/// Who waits for an answer. Destroyed unanswered it never is: the worker refuses what is left. One
/// that has no memory to take its answer learns that from its own end.
template <class T>
class Waiting {
 public:
  explicit Waiting(Completion<T> done) : done_(std::move(done)) {}

  void answer(Outcome<T> outcome) noexcept {
    try {
      std::exchange(done_, nullptr)(std::move(outcome));
    } catch (const std::bad_alloc&) {
    }
  }
  bool is_answered() const { return !done_; }

 private:
  Completion<T> done_;
};

inline Refusal unavailable(std::string why) {
  return {Code::store_unavailable, {}, std::move(why)};
}

/// A thread with a session of its own, which works on all operations that gathered while it worked
/// on the ones before. An Operation has refuse(Refusal), and is_answered(). Where the session ends
/// under them, those not answered yet are refused with store_unavailable: what became of them is
/// unknown, and a caller who asks again finds the old state or the new one.
template <class Operation>
class Worker {
 public:
  using Batch = std::vector<Operation>;
  /// Answers operations of a batch, all of them or up to a PostgresqlFailure that ends the session.
  using Work = std::function<void(Session& session, Batch& batch)>;
  /// Called on the thread about once a second, with a session if there is one.
  using Idle = std::function<void(Session* session)>;

  /// At most `at_once` operations are one batch.
  Worker(Line line, std::size_t at_once, Work work, Idle idle)
      : line_(std::move(line)),
        work_(std::move(work)),
        idle_(std::move(idle)),
        batcher_([this](std::vector<Asked>& batch) { work_on(batch); },
                 {.waiting = 20'000, .at_once = at_once, .idle = std::chrono::milliseconds{500}}) {}

  /// Any thread.
  void add(Operation operation) {
    Asked asked{std::move(operation), std::chrono::steady_clock::now()};
    if (!batcher_.add(asked))
      asked.operation.refuse(unavailable("too much waits for the database"));
  }

  /// Finishes what waits and takes nothing more.
  void stop() { batcher_.stop(); }

 private:
  struct Asked {
    Operation operation;
    std::chrono::steady_clock::time_point at;
  };

  static constexpr std::chrono::seconds between_idle{1};
  static constexpr std::chrono::milliseconds idle_takes{600};

  void work_on(std::vector<Asked>& asked) noexcept {
    try {
      work_on_those_in_time(asked);
    } catch (const std::bad_alloc&) {  // before any of them was begun
      for (Asked& each : asked) refuse(each.operation, {});
    }
  }

  void work_on_those_in_time(std::vector<Asked>& asked) {
    const auto now = std::chrono::steady_clock::now();
    Batch batch;
    batch.reserve(asked.size());
    for (Asked& each : asked) {
      // Whoever waited longer could not be answered in time any more.
      if (now - each.at > line_.patience().in_queue)
        refuse(each.operation, "the database is too slow: ");
      else
        batch.push_back(std::move(each.operation));
    }
    try {
      Session* const session = line_.session();
      if (session != nullptr && !batch.empty()) work_(*session, batch);
      if (now >= next_idle_) be_idle(session);
    } catch (const PostgresqlFailure& failure) {
      line_.lost(failure.what());
    } catch (const std::bad_alloc&) {
      line_.lost("no memory");  // in the middle of a question or of an answer
    }
    for (Operation& operation : batch)
      if (!operation.is_answered()) refuse(operation, {});
  }

  void refuse(Operation& operation, std::string_view why) noexcept {
    Refusal refusal{Code::store_unavailable};
    try {
      refusal.detail = std::string(why) + line_.trouble();
    } catch (const std::bad_alloc&) {  // then it is refused without
    }
    operation.refuse(std::move(refusal));
  }

  void be_idle(Session* session) {
    next_idle_ = std::chrono::steady_clock::now() + between_idle;
    if (!idle_) return;
    if (session != nullptr) session->set_deadline(std::chrono::steady_clock::now() + idle_takes);
    idle_(session);
  }

  Line line_;
  Work work_;
  Idle idle_;
  std::chrono::steady_clock::time_point next_idle_{};
  Batcher<Asked> batcher_;  ///< last: its thread uses all of the above
};

}  // namespace guichet::store::postgresql
