// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "domain/clock.hpp"
#include "domain/grant.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace guichet::store {

/// Bytes that are not text.
struct Blob {
  std::string_view bytes;
};

/// A prepared statement. It is run many times, by one thread at a time. Every failure is a
/// SqliteFailure.
class Statement {
 public:
  /// One run. Text and hashes that were bound must live as long as it; the statement is ready for
  /// the next one afterwards.
  class Rows {
   public:
    explicit Rows(sqlite3_stmt& statement) : statement_(&statement) {}
    ~Rows();
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    /// Goes to the next row; false after the last one. The work of the statement is done by then.
    bool next();

    // Columns of the row, from 0.
    std::int64_t number(int column) const;
    std::string text(int column) const;
    std::optional<std::string> text_if_any(int column) const;
    std::string blob(int column) const;
    Instant instant(int column) const;
    /// Refuses a blob of another length than 32 as damage.
    SecretHash hash(int column) const;
    std::optional<SecretHash> hash_if_any(int column) const;

   private:
    sqlite3_stmt* statement_;
  };

  Statement(sqlite3& connection, const std::string& sql);

  /// Starts a run with these values for ?1, ?2 and so on. One run at a time.
  template <class... Values>
  Rows run(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
    return Rows(*handle_);
  }

  /// Runs to the end, past any rows.
  template <class... Values>
  void execute(const Values&... values) {
    Rows rows = run(values...);
    while (rows.next()) {
    }
  }

 private:
  void bind(int index, std::string_view text);
  void bind(int index, const std::string& text) { bind(index, std::string_view(text)); }
  void bind(int index, const std::optional<std::string>& text);
  void bind(int index, std::int64_t number);
  void bind(int index, Instant instant) {
    bind(index, std::int64_t{instant.time_since_epoch().count()});
  }
  void bind(int index, const SecretHash& hash);
  void bind(int index, Blob blob);

  struct Finalize {
    void operator()(sqlite3_stmt* handle) const;
  };

  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

}  // namespace guichet::store
