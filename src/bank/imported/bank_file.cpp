// SPDX-License-Identifier: Apache-2.0
#include "bank/imported/bank_file.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

namespace guichet::bank {
namespace {

constexpr std::int64_t application_id = 0x67756265;  // "gube"
/// How long an import waits for another one, and a reader for a commit.
constexpr int busy_timeout_ms = 10'000;

[[noreturn]] void fail(sqlite3* connection) {
  const int code = sqlite3_errcode(connection) & 0xFF;
  const bool passes = code == SQLITE_BUSY || code == SQLITE_FULL || code == SQLITE_IOERR;
  const char* const file = sqlite3_db_filename(connection, "main");
  throw BankFileFailure(
      std::string(file == nullptr ? "bank.db" : file) + ": " + sqlite3_errmsg(connection), passes);
}

void check(int code, sqlite3_stmt* statement) {
  if (code != SQLITE_OK) fail(sqlite3_db_handle(statement));
}

int number_of(const BankMigration& step) {
  int number = 0;
  std::from_chars(step.name.data(), step.name.data() + step.name.size(), number);
  return number;
}

/// SQLite would make it readable for everyone.
void make_for_owner(const std::filesystem::path& file) {
  const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (made < 0) throw BankFileFailure(file.string() + ": " + std::strerror(errno), false);
  ::close(made);
}

}  // namespace

BankQuery::BankQuery(sqlite3& connection, std::string_view sql) {
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v3(&connection, sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &prepared, nullptr) != SQLITE_OK)
    fail(&connection);
  handle_.reset(prepared);
}

void BankQuery::Finalize::operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }

bool BankQuery::next() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  fail(sqlite3_db_handle(handle_.get()));
}

void BankQuery::reset() { sqlite3_reset(handle_.get()); }

void BankQuery::bind(int index, std::string_view text) {
  // An empty view may have no address, which SQLite would take for NULL.
  check(sqlite3_bind_text(handle_.get(), index, text.empty() ? "" : text.data(),
                          static_cast<int>(text.size()), SQLITE_STATIC),
        handle_.get());
}

void BankQuery::bind(int index, const std::optional<std::string>& text) {
  if (text) return bind(index, std::string_view(*text));
  check(sqlite3_bind_null(handle_.get(), index), handle_.get());
}

void BankQuery::bind(int index, std::int64_t number) {
  check(sqlite3_bind_int64(handle_.get(), index, number), handle_.get());
}

void BankQuery::bind(int index, const std::optional<std::int64_t>& number) {
  if (number) return bind(index, *number);
  check(sqlite3_bind_null(handle_.get(), index), handle_.get());
}

std::int64_t BankQuery::number(int column) const {
  return sqlite3_column_int64(handle_.get(), column);
}

std::optional<std::int64_t> BankQuery::number_if_any(int column) const {
  if (sqlite3_column_type(handle_.get(), column) == SQLITE_NULL) return std::nullopt;
  return number(column);
}

std::string BankQuery::text(int column) const {
  const void* start = sqlite3_column_blob(handle_.get(), column);
  const int length = sqlite3_column_bytes(handle_.get(), column);
  return length == 0
             ? std::string{}
             : std::string(static_cast<const char*>(start), static_cast<std::size_t>(length));
}

std::optional<std::string> BankQuery::text_if_any(int column) const {
  if (sqlite3_column_type(handle_.get(), column) == SQLITE_NULL) return std::nullopt;
  return text(column);
}

void BankFile::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

BankFile::BankFile(const std::filesystem::path& file, int flags) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(
      file.c_str(), &opened,
      flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE, nullptr);
  handle_.reset(opened);
  if (code != SQLITE_OK) throw BankFileFailure(file.string() + ": " + sqlite3_errstr(code), false);
  sqlite3_busy_timeout(opened, busy_timeout_ms);
  sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  execute("PRAGMA mmap_size = 0; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;");
}

BankFile BankFile::open_for_import(const std::filesystem::path& file) {
  make_for_owner(file);
  BankFile opened(file, SQLITE_OPEN_READWRITE);
  opened.check_owner(file);
  // Readers go on while an import writes.
  opened.execute("PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 67108864;");
  opened.make_schema();
  return opened;
}

std::optional<BankFile> BankFile::open_for_reading(const std::filesystem::path& file) {
  BankFile opened(file, SQLITE_OPEN_READWRITE);
  opened.check_owner(file);
  if (opened.number_from("PRAGMA user_version") == 0) return std::nullopt;
  return opened;
}

void BankFile::execute(const std::string& sql) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    fail(handle_.get());
}

std::int64_t BankFile::number_from(std::string_view sql) {
  BankQuery query = prepare(sql);
  return query.next() ? query.number(0) : 0;
}

void BankFile::check_owner(const std::filesystem::path& file) {
  const std::int64_t mark = number_from("PRAGMA application_id");
  if (mark != application_id &&
      (mark != 0 || number_from("SELECT count(*) FROM sqlite_schema") != 0))
    throw BankFileFailure(file.string() + " belongs to another program", false);
  const std::int64_t has = number_from("PRAGMA user_version");
  if (has > number_of(bank_migrations().back()))
    throw BankFileFailure(file.string() + " was made by a newer guichet", false);
}

void BankFile::make_schema() {
  execute("BEGIN IMMEDIATE");
  const std::int64_t has = number_from("PRAGMA user_version");
  for (const BankMigration& step : bank_migrations()) {
    if (number_of(step) <= has) continue;
    execute(std::string(step.content));
    execute("PRAGMA application_id = " + std::to_string(application_id));
    execute("PRAGMA user_version = " + std::to_string(number_of(step)));
  }
  execute("COMMIT");
}

}  // namespace guichet::bank
