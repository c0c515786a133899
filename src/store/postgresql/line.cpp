// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/line.hpp"

namespace guichet::store::postgresql {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds between_tries{250};

}  // namespace

Session* Line::session() {
  const auto deadline = steady_clock::now() + patience_.for_answer;
  if (session_ && !session_->is_open()) lost("the database closed the connection");
  if (!session_ && steady_clock::now() >= next_try_) connect();
  if (!session_) return nullptr;
  session_->set_deadline(deadline);
  return &*session_;
}

void Line::connect() {
  try {
    session_.emplace(url_, steady_clock::now() + patience_.to_connect);
    // A server in trouble must not hold a caller up, nor a caller that hangs the others.
    session_->run_script(
        "SET statement_timeout = " + std::to_string(patience_.for_statement.count()) +
        "; SET lock_timeout = " + std::to_string(patience_.for_lock.count()));
    if (const auto passed = look_(*session_); !passed) lost(passed.error().detail);
  } catch (const PostgresqlFailure& failure) {
    lost(failure.what());
  }
  next_try_ = steady_clock::now() + between_tries;
}

void Line::lost(const std::string& why) {
  session_.reset();
  trouble_ = why;
}

}  // namespace guichet::store::postgresql
