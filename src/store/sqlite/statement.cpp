// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/statement.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>

#include "store/sqlite/sqlite_failure.hpp"

namespace guichet::store {
namespace {

[[noreturn]] void fail(sqlite3* connection) {
  throw SqliteFailure(sqlite3_extended_errcode(connection), sqlite3_errmsg(connection));
}

void check(int code, sqlite3_stmt* statement) {
  if (code != SQLITE_OK) fail(sqlite3_db_handle(statement));
}

std::string_view bytes_of(sqlite3_stmt* statement, int column) {
  const void* start = sqlite3_column_blob(statement, column);
  const int length = sqlite3_column_bytes(statement, column);
  return length == 0
             ? std::string_view{}
             : std::string_view(static_cast<const char*>(start), static_cast<std::size_t>(length));
}

}  // namespace

Statement::Statement(sqlite3& connection, const std::string& sql) {
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v3(&connection, sql.c_str(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &prepared, nullptr) != SQLITE_OK)
    fail(&connection);
  handle_.reset(prepared);
}

void Statement::Finalize::operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }

void Statement::bind(int index, std::string_view text) {
  // An empty view may have no address, which SQLite would take for NULL.
  const char* start = text.empty() ? "" : text.data();
  check(
      sqlite3_bind_text(handle_.get(), index, start, static_cast<int>(text.size()), SQLITE_STATIC),
      handle_.get());
}

void Statement::bind(int index, const std::optional<std::string>& text) {
  if (text) return bind(index, std::string_view(*text));
  check(sqlite3_bind_null(handle_.get(), index), handle_.get());
}

void Statement::bind(int index, std::int64_t number) {
  check(sqlite3_bind_int64(handle_.get(), index, number), handle_.get());
}

void Statement::bind(int index, const SecretHash& hash) {
  check(sqlite3_bind_blob(handle_.get(), index, hash.data(), static_cast<int>(hash.size()),
                          SQLITE_STATIC),
        handle_.get());
}

void Statement::bind(int index, Blob blob) {
  const char* start = blob.bytes.empty() ? "" : blob.bytes.data();
  check(sqlite3_bind_blob(handle_.get(), index, start, static_cast<int>(blob.bytes.size()),
                          SQLITE_STATIC),
        handle_.get());
}

Statement::Rows::~Rows() { sqlite3_reset(statement_); }

bool Statement::Rows::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  fail(sqlite3_db_handle(statement_));
}

std::int64_t Statement::Rows::number(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string Statement::Rows::text(int column) const {
  return std::string(bytes_of(statement_, column));
}

std::optional<std::string> Statement::Rows::text_if_any(int column) const {
  if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
  return text(column);
}

std::string Statement::Rows::blob(int column) const { return text(column); }

Instant Statement::Rows::instant(int column) const {
  return Instant(std::chrono::milliseconds(number(column)));
}

SecretHash Statement::Rows::hash(int column) const {
  const std::string_view bytes = bytes_of(statement_, column);
  SecretHash hash{};
  if (bytes.size() != hash.size())
    throw SqliteFailure(SQLITE_CORRUPT, "a hash of another length than 32 bytes");
  std::ranges::transform(bytes, hash.begin(),
                         [](char byte) { return static_cast<std::byte>(byte); });
  return hash;
}

std::optional<SecretHash> Statement::Rows::hash_if_any(int column) const {
  if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
  return hash(column);
}

}  // namespace guichet::store
