// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/line.hpp"

#include <new>

namespace guichet::store::postgresql {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds between_tries{250};

}  // namespace

Session* Line::session() {
  const auto deadline = steady_clock::now() + patience_.for_answer;
  if (session_ && !session_->is_open()) lost("the database closed the connection");
  if ((!session_ || predecessor_) && steady_clock::now() >= next_try_) connect();
  if (!session_ || predecessor_) return nullptr;
  session_->set_deadline(deadline);
  return &*session_;
}

void Line::connect() {
  try {
    if (!session_) open();
    if (session_ && predecessor_) {
      session_->set_deadline(steady_clock::now() + patience_.to_connect);
      // It is left alone: a commit that is cancelled while it waits for the standby is made.
      if (lives(*predecessor_))
        trouble_ = "the database has not ended what it was told before";
      else
        predecessor_.reset();
    }
  } catch (const PostgresqlFailure& failure) {
    lost(failure.what());
  } catch (const std::bad_alloc&) {
    lost("no memory");
  }
  next_try_ = steady_clock::now() + between_tries;
}

void Line::open() {
  session_.emplace(url_, steady_clock::now() + patience_.to_connect);
  // A server in trouble must not hold a caller up, nor a caller that hangs the others.
  session_->run_script(
      "SET statement_timeout = " + std::to_string(patience_.for_statement.count()) +
      "; SET lock_timeout = " + std::to_string(patience_.for_lock.count()));
  if (const auto passed = look_(*session_); !passed) return lost(passed.error().detail);
  const Rows own = session_->ask(
      "SELECT pid::bigint, floor(extract(epoch FROM backend_start) * 1000000)::bigint "
      "FROM pg_stat_activity WHERE pid = pg_backend_pid()");
  own_ = Backend{own.number(0, 0), own.number(0, 1)};
}

bool Line::lives(const Backend& backend) {
  const Rows found = session_->ask(
      "SELECT count(*) FROM pg_stat_activity WHERE pid = $1 "
      "AND floor(extract(epoch FROM backend_start) * 1000000)::bigint = $2",
      backend.process, backend.started);
  return found.number(0, 0) > 0;
}

void Line::lost(const std::string& why) {
  // Over the one that waits for its predecessor nothing was told that could go on.
  if (!predecessor_) predecessor_ = own_;
  own_.reset();
  session_.reset();
  trouble_ = why;
}

}  // namespace guichet::store::postgresql
