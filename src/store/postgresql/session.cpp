// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/session.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <optional>

namespace guichet::store::postgresql {
namespace {

constexpr int binary = 1;

// A server that was not heard by then, where there are others.
constexpr std::chrono::seconds most_of_one{3};

/// One line: libpq ends its messages with a newline and puts hints on further lines.
std::string line_of(const char* message) {
  std::string line = message == nullptr ? "" : message;
  while (line.ends_with('\n')) line.pop_back();
  std::ranges::replace(line, '\n', ' ');
  return line;
}

PostgresqlFailure failure_in(const pg_result* result) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return {state == nullptr ? "" : state, line_of(PQresultErrorMessage(result))};
}

}  // namespace

void Session::Finish::operator()(pg_conn* handle) const { PQfinish(handle); }

Session::Session(const std::string& url, Deadline deadline) : deadline_(deadline) {
  connect(url);
  // synchronous_commit: what is acknowledged is on disk, whatever the server's own habit.
  run_script(
      "SET idle_in_transaction_session_timeout = '3s'; SET synchronous_commit = on; "
      "SET client_min_messages = error; SET default_transaction_isolation = 'read committed'");
  if (PQenterPipelineMode(handle_.get()) != 1) end("no pipeline mode");
}

void Session::connect(const std::string& url) {
  if (!is_an_address(url))
    // As a server would put it: nothing that another try could make good.
    throw PostgresqlFailure("22023",
                            "the store's address cannot be read; it is "
                            "postgresql://USER:PASSWORD@HOST:PORT/NAME, with %XX for what is "
                            "special in a password");
  const std::vector<Server> servers = servers_of(url);
  const Deadline by = deadline_;
  std::string troubles;
  std::string state;  // of those that were reached; none where one was not
  for (std::size_t tried = 0; tried < servers.size() && !handle_; ++tried) {
    const auto now = std::chrono::steady_clock::now();
    const auto others = servers.size() - tried - 1;
    deadline_ = others == 0
                    ? by
                    : now + std::min<Deadline::duration>((by - now) / (others + 1), most_of_one);
    try {
      connect_to(servers[tried], url);
    } catch (const PostgresqlFailure& failure) {
      state = troubles.empty() || !state.empty() ? failure.state() : "";
      troubles += (troubles.empty() ? "" : "; ") + std::string(failure.what());
    }
  }
  deadline_ = by;
  if (!handle_) throw PostgresqlFailure(state, troubles);
  PQsetnonblocking(handle_.get(), 1);
}

void Session::connect_to(const Server& server, const std::string& url) {
  // What stands before the URL gives way to it, what stands behind it wins where it is not empty. A
  // server that only reads is of no use.
  const std::array<const char*, 9> names{"application_name",
                                         "client_encoding",
                                         "target_session_attrs",
                                         "connect_timeout",
                                         "dbname",
                                         "host",
                                         "hostaddr",
                                         "port",
                                         nullptr};
  const std::array<const char*, 9> values{"guichet",
                                          "UTF8",
                                          "read-write",
                                          "2",
                                          url.c_str(),
                                          server.host.c_str(),
                                          server.hostaddr.c_str(),
                                          server.port.c_str(),
                                          nullptr};
  constexpr int url_in_dbname = 1;
  handle_.reset(PQconnectStartParams(names.data(), values.data(), url_in_dbname));
  if (!handle_) throw std::bad_alloc();
  PQsetErrorVerbosity(handle_.get(), PQERRORS_VERBOSE);
  PostgresPollingStatusType status = PGRES_POLLING_WRITING;
  while (status != PGRES_POLLING_OK && PQstatus(handle_.get()) != CONNECTION_BAD) {
    wait(status == PGRES_POLLING_WRITING);
    status = PQconnectPoll(handle_.get());
    if (status == PGRES_POLLING_FAILED) break;
  }
  if (PQstatus(handle_.get()) != CONNECTION_OK) {
    auto failure = failure_to_connect(PQerrorMessage(handle_.get()));
    handle_.reset();
    throw failure;
  }
  PQsetErrorVerbosity(handle_.get(), PQERRORS_DEFAULT);
}

bool Session::is_open() {
  if (!handle_) return false;
  // Twice: where the server said good-bye, the first finds its words and the second the end.
  if (PQconsumeInput(handle_.get()) == 1 && PQconsumeInput(handle_.get()) == 1 &&
      PQstatus(handle_.get()) == CONNECTION_OK)
    return true;
  handle_.reset();
  return false;
}

void Session::end(const std::string& why) {
  handle_.reset();
  throw PostgresqlFailure("", why);
}

void Session::wait(bool to_write) {
  using std::chrono::milliseconds;
  while (true) {
    const auto left = std::chrono::ceil<milliseconds>(deadline_ - std::chrono::steady_clock::now());
    if (left <= milliseconds{0}) end("the database did not answer in time");
    pollfd one{PQsocket(handle_.get()), static_cast<short>(to_write ? POLLIN | POLLOUT : POLLIN),
               0};
    const int ready = ::poll(&one, 1, static_cast<int>(left.count()));
    if (ready > 0) return;
    if (ready < 0 && errno != EINTR) end("the socket cannot be waited for");
  }
}

std::vector<Answer> Session::ask_all(std::span<const Call> calls) {
  if (!handle_) throw PostgresqlFailure("", "the session has ended");
  try {
    return answers_to(calls);
  } catch (const std::bad_alloc&) {
    handle_.reset();  // what comes next over it would be taken for something else
    throw;
  }
}

std::vector<Answer> Session::answers_to(std::span<const Call> calls) {
  std::vector<Expected> expected;
  expected.reserve(3 * calls.size());
  for (std::size_t number = 0; number < calls.size(); ++number)
    send(calls[number], number, expected);
  std::vector<Answer> answers;
  answers.reserve(calls.size());
  receive(expected, calls, answers);
  if (answers.size() != calls.size()) end("libpq has lost an answer");
  for (const Answer& answer : answers)
    if (!answer && answer.error().ends_session()) end(answer.error().what());
  return answers;
}

void Session::send(const Call& call, std::size_t number, std::vector<Expected>& expected) {
  const Values::Wire wire = call.values.wire();
  const int count = static_cast<int>(wire.values.size());
  const auto [known, is_new] = prepared_.try_emplace(call.sql);
  if (is_new) {
    known->second = "s" + std::to_string(names_given_++);
    if (PQsendPrepare(handle_.get(), known->second.c_str(), std::string(call.sql).c_str(), count,
                      wire.types.data()) != 1)
      end(line_of(PQerrorMessage(handle_.get())));
    expected.push_back({Expected::Kind::preparation, number});
  }
  if (PQsendQueryPrepared(handle_.get(), known->second.c_str(), count, wire.values.data(),
                          wire.lengths.data(), wire.formats.data(), binary) != 1 ||
      PQpipelineSync(handle_.get()) != 1)
    end(line_of(PQerrorMessage(handle_.get())));
  expected.push_back({Expected::Kind::call, number});
  expected.push_back({Expected::Kind::sync, number});
}

void Session::receive(const std::vector<Expected>& expected, std::span<const Call> calls,
                      std::vector<Answer>& answers) {
  auto next = expected.begin();
  while (next != expected.end()) {
    const int to_write = PQflush(handle_.get());
    if (to_write < 0) end(line_of(PQerrorMessage(handle_.get())));
    if (to_write == 1 || PQisBusy(handle_.get()) == 1) {
      wait(to_write == 1);
      if (PQconsumeInput(handle_.get()) != 1) end(line_of(PQerrorMessage(handle_.get())));
    }
    while (next != expected.end() && PQisBusy(handle_.get()) == 0) {
      pg_result* result = PQgetResult(handle_.get());
      // A statement's results end with none; a sync is one result, and nothing follows it.
      if (result != nullptr) take(result, *next, calls, answers);
      if (result == nullptr || next->kind == Expected::Kind::sync) ++next;
    }
  }
}

void Session::take(pg_result* result, const Expected& expected, std::span<const Call> calls,
                   std::vector<Answer>& answers) {
  Rows rows(result);
  const ExecStatusType status = PQresultStatus(result);
  const bool is_done = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
  if (status == PGRES_FATAL_ERROR && PQstatus(handle_.get()) == CONNECTION_BAD)
    end(failure_in(result).what());
  if (expected.kind == Expected::Kind::sync) return;
  if (expected.kind == Expected::Kind::preparation) {
    if (!is_done) {
      prepared_.erase(calls[expected.call].sql);
      answers.emplace_back(std::unexpected(failure_in(result)));
    }
    return;
  }
  if (answers.size() > expected.call) return;  // its preparation failed
  if (is_done)
    answers.emplace_back(std::move(rows));
  else
    answers.emplace_back(std::unexpected(failure_in(result)));
}

Rows Session::ask(Call call) {
  auto answers = ask_all(std::span<const Call>(&call, 1));
  if (!answers.front()) throw std::move(answers.front()).error();
  return *std::move(answers.front());
}

void Session::run_script(const std::string& sql) {
  const bool in_pipeline = PQpipelineStatus(handle_.get()) != PQ_PIPELINE_OFF;
  if (in_pipeline && PQexitPipelineMode(handle_.get()) != 1) end("the pipeline is not empty");
  if (PQsendQuery(handle_.get(), sql.c_str()) != 1) end(line_of(PQerrorMessage(handle_.get())));
  std::optional<PostgresqlFailure> failure;
  while (true) {
    const int to_write = PQflush(handle_.get());
    if (to_write < 0) end(line_of(PQerrorMessage(handle_.get())));
    if (to_write == 1 || PQisBusy(handle_.get()) == 1) {
      wait(to_write == 1);
      if (PQconsumeInput(handle_.get()) != 1) end(line_of(PQerrorMessage(handle_.get())));
      continue;
    }
    pg_result* result = PQgetResult(handle_.get());
    if (result == nullptr) break;
    const Rows rows(result);
    if (PQresultStatus(result) == PGRES_FATAL_ERROR) failure = failure_in(result);
  }
  if (in_pipeline && PQenterPipelineMode(handle_.get()) != 1) end("no pipeline mode");
  if (failure && failure->ends_session()) end(failure->what());
  if (failure) throw *failure;
}

}  // namespace guichet::store::postgresql
