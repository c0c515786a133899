// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/connection.hpp"

#include <sqlite3.h>

#include "store/sqlite/sqlite_failure.hpp"

namespace guichet::store {
namespace {

// The time a caller may be kept waiting by another program that holds the database, well under the
// two seconds after which a request is refused.
constexpr int busy_timeout_ms = 1'500;

// Before anything else of SQLite: its own accounting of memory would cost every statement a lock.
void set_up_library() {
  [[maybe_unused]] static const int code = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

int note_pages(void* pages, sqlite3*, const char*, int pages_in_log) {
  *static_cast<int*>(pages) = pages_in_log;
  return SQLITE_OK;
}

}  // namespace

void Connection::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

Connection::Connection(const std::filesystem::path& file, const std::string& file_layer)
    : Connection(file, file_layer, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) {}

Connection Connection::for_inspection(const std::filesystem::path& file) {
  return Connection(file, {}, SQLITE_OPEN_READONLY);
}

Connection::Connection(const std::filesystem::path& file, const std::string& file_layer, int mode) {
  set_up_library();
  sqlite3* opened = nullptr;
  const int flags = mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(file.c_str(), &opened, flags,
                                   file_layer.empty() ? nullptr : file_layer.c_str());
  handle_.reset(opened);
  if (code != SQLITE_OK) throw SqliteFailure(code, sqlite3_errstr(code));
  sqlite3_busy_timeout(opened, busy_timeout_ms);
  sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_wal_hook(opened, note_pages, pages_in_log_.get());
  // Pages are held in our memory, never mapped: a failing disk must be an error code, not a signal.
  execute("PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON;");
}

Statement Connection::prepare(const std::string& sql) { return Statement(*handle_, sql); }

void Connection::execute(const std::string& sql) {
  char* said = nullptr;
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, &said);
  const std::unique_ptr<char, void (*)(void*)> message(said, sqlite3_free);
  if (code != SQLITE_OK)
    throw SqliteFailure(sqlite3_extended_errcode(handle_.get()),
                        message ? message.get() : sqlite3_errstr(code));
}

std::int64_t Connection::number_from(const std::string& sql) {
  Statement statement = prepare(sql);
  auto rows = statement.run();
  return rows.next() ? rows.number(0) : 0;
}

std::string Connection::text_from(const std::string& sql) {
  Statement statement = prepare(sql);
  auto rows = statement.run();
  return rows.next() ? rows.text(0) : std::string{};
}

bool Connection::in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

std::int64_t Connection::rows_changed() const { return sqlite3_changes64(handle_.get()); }

void Connection::checkpoint() {
  int in_log = 0;
  int moved = 0;
  const int code =
      sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &in_log, &moved);
  if (code == SQLITE_BUSY) return;
  if (code != SQLITE_OK)
    throw SqliteFailure(sqlite3_extended_errcode(handle_.get()), sqlite3_errmsg(handle_.get()));
  if (moved == in_log) *pages_in_log_ = 0;
}

void Connection::leave_log_at_close() {
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

}  // namespace guichet::store
