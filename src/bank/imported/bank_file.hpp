// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace guichet::bank {

/// For so long a reader that found no file need not look for one again; an import takes no less, so
/// that what it brought is seen when it ends. A look costs what a fortieth of a call does.
constexpr std::chrono::milliseconds longest_unseen{100};

/// A step of the schema: "0001_statements.sql" and its text. Only added to, never changed.
struct BankMigration {
  std::string_view name;
  std::string_view content;
};

/// All steps, in order. They are part of the program.
std::span<const BankMigration> bank_migrations();

/// What SQLite could not do, and with which file.
class BankFileFailure : public std::runtime_error {
 public:
  BankFileFailure(const std::string& what, bool passes)
      : std::runtime_error(what), passes_(passes) {}
  /// True where trying again later may help: a full disk, another import.
  bool passes() const { return passes_; }

 private:
  bool passes_;
};

/// A prepared statement of the bank's file. One run at a time, of one thread.
class BankQuery {
 public:
  BankQuery(sqlite3& connection, std::string_view sql);

  /// Starts a run with these values for ?1, ?2 and so on; texts must live as long as the run.
  template <class... Values>
  BankQuery& run(const Values&... values) {
    reset();
    int index = 0;
    (bind(++index, values), ...);
    return *this;
  }

  /// Goes to the next row; false after the last one.
  bool next();

  /// Runs to the end.
  template <class... Values>
  void execute(const Values&... values) {
    run(values...);
    while (next()) {
    }
    reset();
  }

  /// Ends a run before its last row, so that nothing is held.
  void reset();

  // Columns of the row, from 0.
  std::int64_t number(int column) const;
  std::optional<std::int64_t> number_if_any(int column) const;
  std::string text(int column) const;
  std::optional<std::string> text_if_any(int column) const;

 private:
  void bind(int index, std::string_view text);
  void bind(int index, const std::string& text) { bind(index, std::string_view(text)); }
  void bind(int index, const std::optional<std::string>& text);
  void bind(int index, std::int64_t number);
  void bind(int index, int number) { bind(index, std::int64_t{number}); }
  void bind(int index, bool flag) { bind(index, std::int64_t{flag}); }
  void bind(int index, const std::optional<std::int64_t>& number);

  struct Finalize {
    void operator()(sqlite3_stmt* handle) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

/// One connection to the file of imported statements, for one thread at a time. Every failure is a
/// BankFileFailure.
class BankFile {
 public:
  /// Opens for reading and writing; makes the file, its owner's alone, and its schema where absent.
  static BankFile open_for_import(const std::filesystem::path& file);
  /// Opens what is there; nothing if no import has made its tables yet.
  static std::optional<BankFile> open_for_reading(const std::filesystem::path& file);

  BankQuery prepare(std::string_view sql) { return {*handle_, sql}; }
  void execute(const std::string& sql);

 private:
  BankFile(const std::filesystem::path& file, int flags);
  std::int64_t number_from(std::string_view sql);
  void check_owner(const std::filesystem::path& file);
  void make_schema();

  struct Close {
    void operator()(sqlite3* handle) const;
  };
  std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace guichet::bank
