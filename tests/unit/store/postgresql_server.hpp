// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <string>

#include "store/postgresql/postgresql_store.hpp"

namespace guichet::store {

/// A PostgreSQL server of this process, in a folder that goes with it; started when first asked
/// for.
class PostgresqlServer {
 public:
  /// The one; throws where it cannot be started, with what is missing.
  static PostgresqlServer& of_this_process();

  ~PostgresqlServer();
  PostgresqlServer(const PostgresqlServer&) = delete;
  PostgresqlServer& operator=(const PostgresqlServer&) = delete;

  /// Of its one database.
  const std::string& url() const { return url_; }

  /// The process that starts the others.
  pid_t main_process() const;

 private:
  PostgresqlServer();

  std::string folder_;
  std::string url_;
  int to_keeper_ = -1;  ///< as long as it is open the server runs
  pid_t keeper_ = -1;
};

/// The time that a test sets.
class SetClock final : public Clock {
 public:
  explicit SetClock(Instant now) : now_(now) {}
  Instant now() const override { return now_; }
  void set(Instant now) { now_ = now; }

 private:
  Instant now_;
};

inline std::chrono::milliseconds time_that_passed() {
  return std::chrono::floor<std::chrono::milliseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace guichet::store
