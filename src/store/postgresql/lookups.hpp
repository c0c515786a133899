// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "store/postgresql/worker.hpp"

namespace guichet::store::postgresql {

/// Reads of one statement each. All that wait travel in one pipeline; nothing is kept in memory, so
/// what another node has committed is seen from then on.
class Lookups {
 public:
  Lookups(Line line, std::function<void(Session*)> idle)
      : worker_(std::move(line), 1'024, &Lookups::ask_all, std::move(idle)) {}

  /// Gives what `read` makes of the rows to `done`, on the thread of the lookups. Any thread.
  template <class T>
  void ask(Call call, std::move_only_function<Outcome<T>(const Rows&)> read, Completion<T> done) {
    worker_.add(Operation(
        std::make_unique<LookupOf<T>>(std::move(call), std::move(read), std::move(done))));
  }

  void stop() { worker_.stop(); }

 private:
  struct Lookup {
    explicit Lookup(Call its_call) : call(std::move(its_call)) {}
    virtual ~Lookup() = default;
    virtual void take(const Rows& rows) = 0;
    virtual void refuse(Refusal refusal) = 0;
    virtual bool is_answered() const = 0;
    Call call;
  };

  template <class T>
  struct LookupOf final : Lookup {
    LookupOf(Call its_call, std::move_only_function<Outcome<T>(const Rows&)> its_read,
             Completion<T> done)
        : Lookup(std::move(its_call)), read(std::move(its_read)), waiting(std::move(done)) {}
    void take(const Rows& rows) override { waiting.answer(read(rows)); }
    void refuse(Refusal refusal) override { waiting.answer(std::unexpected(std::move(refusal))); }
    bool is_answered() const override { return waiting.is_answered(); }
    std::move_only_function<Outcome<T>(const Rows&)> read;
    Waiting<T> waiting;
  };

  struct Operation {
    explicit Operation(std::unique_ptr<Lookup> its_lookup) : lookup(std::move(its_lookup)) {}
    void refuse(Refusal refusal) { lookup->refuse(std::move(refusal)); }
    bool is_answered() const { return lookup->is_answered(); }
    std::unique_ptr<Lookup> lookup;
  };

  static void ask_all(Session& session, std::vector<Operation>& batch) {
    std::vector<Call> calls;
    for (Operation& operation : batch) calls.push_back(std::move(operation.lookup->call));
    const auto answers = session.ask_all(calls);
    for (std::size_t number = 0; number < batch.size(); ++number) {
      if (answers[number])
        batch[number].lookup->take(*answers[number]);
      else
        batch[number].refuse(unavailable(answers[number].error().what()));
    }
  }

  Worker<Operation> worker_;
};

}  // namespace guichet::store::postgresql
