// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/outcome.hpp"
#include "store/postgresql/session.hpp"
#include "store/postgresql/worker.hpp"

namespace guichet::store::postgresql {

/// What is asked between BEGIN and COMMIT. Rolled back unless committed.
class Transaction {
 public:
  explicit Transaction(Session& session) : session_(session) {}
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  template <class... T>
  Rows ask(std::string_view sql, const T&... values) {
    return ask(Call{sql, Values(values...)});
  }
  Rows ask(Call call);

  /// All at once; throws if one of them is not done.
  std::vector<Rows> ask_all(std::vector<Call> calls);

  /// Waits until nobody else, on any node, has one of these locks, and holds them to the end. They
  /// stand for what has no row yet. Call it once, first.
  void lock(std::vector<std::int64_t> locks);

  /// What is to be done in memory once all is on disk.
  void after_commit(std::move_only_function<void() noexcept> effect) {
    effects_.push_back(std::move(effect));
  }

  /// Done when it returns. When it throws nothing was done, unless the session ended: then it is
  /// not known.
  void commit();

 private:
  Session& session_;
  bool is_begun_ = false;
  std::vector<std::move_only_function<void() noexcept>> effects_;
};

/// The number of a lock: of what, and of whose. The same on every node.
std::int64_t lock_of(std::string_view what, std::initializer_list<std::string_view> whose);

/// An operation of several statements, with the answer that it waits to give.
class Doing {
 public:
  virtual ~Doing() = default;
  /// Does it in a transaction of its own; where others were in the way again, up to three times
  /// more.
  void run(Session& session);
  virtual void refuse(Refusal refusal) = 0;
  virtual bool is_answered() const = 0;

 private:
  virtual void attempt(Transaction& transaction) = 0;
  virtual void answer() = 0;
};

template <class T>
class DoingOf final : public Doing {
 public:
  /// The statements. It may be called several times. A Refusal it returns is an answer, and what it
  /// wrote before stays.
  using Work = std::move_only_function<Outcome<T>(Transaction& transaction)>;

  DoingOf(Work work, Completion<T> done) : work_(std::move(work)), waiting_(std::move(done)) {}
  void refuse(Refusal refusal) override { waiting_.answer(std::unexpected(std::move(refusal))); }
  bool is_answered() const override { return waiting_.is_answered(); }

 private:
  void attempt(Transaction& transaction) override { outcome_ = work_(transaction); }
  void answer() override { waiting_.answer(*std::move(outcome_)); }

  Work work_;
  Waiting<T> waiting_;
  std::optional<Outcome<T>> outcome_;
};

/// The threads that run transactions, each over a session of its own.
class Transactions {
 public:
  /// `line` makes the line of each; `idle` is for the first.
  Transactions(std::size_t threads, const std::function<Line()>& line,
               const std::function<void(Session*)>& idle);

  /// On any of the threads. Any thread may ask.
  template <class T>
  void run(typename DoingOf<T>::Work work, Completion<T> done) {
    add(next_++ % workers_.size(), std::make_unique<DoingOf<T>>(std::move(work), std::move(done)));
  }

  /// On the first thread: in the order of asking.
  template <class T>
  void run_in_order(typename DoingOf<T>::Work work, Completion<T> done) {
    add(0, std::make_unique<DoingOf<T>>(std::move(work), std::move(done)));
  }

  void stop();

 private:
  class Operation {
   public:
    explicit Operation(std::unique_ptr<Doing> doing) : doing_(std::move(doing)) {}
    void run(Session& session) { doing_->run(session); }
    void refuse(Refusal refusal) { doing_->refuse(std::move(refusal)); }
    bool is_answered() const { return doing_->is_answered(); }

   private:
    std::unique_ptr<Doing> doing_;
  };
  void add(std::size_t worker, std::unique_ptr<Doing> doing);

  std::atomic<std::size_t> next_ = 0;
  std::vector<std::unique_ptr<Worker<Operation>>> workers_;
};

}  // namespace guichet::store::postgresql
