// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/postgresql/postgresql_failure.hpp"
#include "store/postgresql/rows.hpp"
#include "store/postgresql/servers.hpp"
#include "store/postgresql/values.hpp"

struct pg_conn;
struct pg_result;

namespace guichet::store::postgresql {

/// What one statement of several gave: its rows, or why the server did not do it.
using Answer = std::expected<Rows, PostgresqlFailure>;

/// One connection to the server, for one thread. It waits for nothing longer than it is told: a
/// server that does not answer in time has ended the session. All statements are prepared at their
/// first use and travel in a pipeline.
class Session {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  /// Connects, or throws PostgresqlFailure. `url` is libpq's: postgresql://user@host/database. Of
  /// several hosts each gets its share of the time, so that a silent one keeps nobody from the
  /// rest.
  Session(const std::string& url, Deadline deadline);

  /// False once the server has closed the connection, which an idle session learns here.
  bool is_open();

  /// By when the server must have answered what is asked from now on.
  void set_deadline(Deadline deadline) { deadline_ = deadline; }

  /// Asks all at once. Each call is a transaction of its own, unless one was begun. Answers stand
  /// in the order of the calls. Throws when the session ended: what became of the calls is not
  /// known.
  std::vector<Answer> ask_all(std::span<const Call> calls);

  /// Asks one thing and throws if it is not done.
  Rows ask(Call call);
  template <class... T>
  Rows ask(std::string_view sql, const T&... values) {
    return ask(Call{sql, Values(values...)});
  }

  /// Statements without values, separated by semicolons, as they stand in a migration.
  void run_script(const std::string& sql);

 private:
  struct Finish {
    void operator()(pg_conn* handle) const;
  };
  /// What libpq will report next, in this order.
  struct Expected {
    enum class Kind { preparation, call, sync } kind;
    std::size_t call;
  };

  void connect(const std::string& url);
  void connect_to(const Server& server, const std::string& url);
  std::vector<Answer> answers_to(std::span<const Call> calls);
  void send(const Call& call, std::size_t number, std::vector<Expected>& expected);
  void receive(const std::vector<Expected>& expected, std::span<const Call> calls,
               std::vector<Answer>& answers);
  void take(pg_result* result, const Expected& expected, std::span<const Call> calls,
            std::vector<Answer>& answers);
  void wait(bool to_write);
  [[noreturn]] void end(const std::string& why);

  Deadline deadline_;
  std::unique_ptr<pg_conn, Finish> handle_;
  std::unordered_map<std::string_view, std::string> prepared_;  ///< SQL to name
  std::size_t names_given_ = 0;  ///< a name whose preparation failed is not given again
};

}  // namespace guichet::store::postgresql
