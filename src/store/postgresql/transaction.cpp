// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/transaction.hpp"

#include <algorithm>
#include <string>

namespace guichet::store::postgresql {
namespace {

constexpr int tries = 4;
// Few enough that the last of them is still done within one caller's patience.
constexpr std::size_t at_once = 32;

}  // namespace

Transaction::~Transaction() {
  if (!is_begun_) return;
  try {
    session_.ask("ROLLBACK");
  } catch (const std::exception&) {
    // The session ended, and the transaction with it; whoever asks next will learn it.
  }
}

Rows Transaction::ask(Call call) {
  std::vector<Call> one;
  one.push_back(std::move(call));
  return std::move(ask_all(std::move(one)).front());
}

std::vector<Rows> Transaction::ask_all(std::vector<Call> calls) {
  const bool begins = !std::exchange(is_begun_, true);
  if (begins) calls.insert(calls.begin(), Call{"BEGIN", {}});
  auto answers = session_.ask_all(calls);
  std::vector<Rows> rows;
  for (auto& answer : answers) {
    if (!answer) throw std::move(answer).error();
    rows.push_back(std::move(*answer));
  }
  if (begins) rows.erase(rows.begin());  // BEGIN has none
  return rows;
}

void Transaction::lock(std::vector<std::int64_t> locks) {
  std::ranges::sort(locks);
  std::vector<Call> calls;
  for (const std::int64_t lock : locks)
    calls.push_back({"SELECT pg_advisory_xact_lock($1) IS NULL", Values(lock)});
  ask_all(std::move(calls));
}

void Transaction::commit() {
  if (is_begun_) session_.ask("COMMIT");
  is_begun_ = false;
  for (auto& effect : effects_) effect();
  effects_.clear();
}

std::int64_t lock_of(std::string_view what, std::initializer_list<std::string_view> whose) {
  std::uint64_t sum = 0xcbf29ce484222325;
  const auto add = [&sum](std::string_view part) {
    for (const char byte : part) sum = (sum ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
    sum = (sum ^ 0xff) * 0x100000001b3;  // ends the part: no text has this byte
  };
  add(what);
  for (const std::string_view part : whose) add(part);
  return static_cast<std::int64_t>(sum);
}

void Doing::run(Session& session) {
  for (int left = tries; left > 0; --left) {
    try {
      Transaction transaction(session);
      attempt(transaction);
      transaction.commit();
      return answer();
    } catch (const PostgresqlFailure& failure) {
      if (failure.ends_session()) throw;
      if (failure.is_constraint()) return refuse({Code::internal, {}, failure.what()});
      if (!failure.is_transient() || left == 1) return refuse(unavailable(failure.what()));
    }
  }
}

Transactions::Transactions(std::size_t threads, const std::function<Line()>& line,
                           const std::function<void(Session*)>& idle) {
  const auto work = [](Session& session, std::vector<Operation>& batch) {
    for (Operation& operation : batch) operation.run(session);
  };
  for (std::size_t number = 0; number < threads; ++number)
    workers_.push_back(std::make_unique<Worker<Operation>>(
        line(), at_once, work, number == 0 ? idle : std::function<void(Session*)>{}));
}

void Transactions::add(std::size_t worker, std::unique_ptr<Doing> doing) {
  workers_[worker]->add(Operation(std::move(doing)));
}

void Transactions::stop() {
  for (auto& worker : workers_) worker->stop();
}

}  // namespace guichet::store::postgresql
