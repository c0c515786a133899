// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sqlite_store.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <future>
#include <system_error>
#include <utility>

#include "domain/paris_day.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/health.hpp"
#include "store/sqlite/log_inspection.hpp"
#include "store/sqlite/reader.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/snapshot.hpp"
#include "store/sqlite/sqlite_access_book.hpp"
#include "store/sqlite/sqlite_consent_book.hpp"
#include "store/sqlite/sqlite_failure.hpp"
#include "store/sqlite/sqlite_grant_book.hpp"
#include "store/sqlite/sqlite_journey_book.hpp"
#include "store/sqlite/sqlite_quota_book.hpp"
#include "store/sqlite/sqlite_tpp_book.hpp"
#include "store/sqlite/sqlite_try_book.hpp"
#include "store/sqlite/sqlite_withdrawal.hpp"
#include "store/sqlite/statement.hpp"
#include "store/sqlite/store_lock.hpp"
#include "store/sqlite/sweeper.hpp"
#include "store/sqlite/writer.hpp"

namespace guichet::store {
namespace {

class OpenStore final : public SqliteStore {
 public:
  OpenStore(std::filesystem::path file, StoreLock lock, Connection writing, Connection reading,
            SqliteSettings settings)
      : file_(std::move(file)),
        lock_(std::move(lock)),
        writing_(std::move(writing)),
        reading_(std::move(reading)),
        sweeper_(writing_),
        writer_(writing_, health_, sweeper_, std::move(settings.on_fatal),
                std::move(settings.on_write_point)),
        reader_(reading_, health_),
        grants_(writing_, reading_, writer_, reader_, sweeper_, settings.grants_in_memory),
        consents_(writing_, reading_, writer_, reader_, settings.consents_in_memory),
        quota_(writing_, reading_, writer_, reader_, sweeper_,
               {settings.accesses_a_day, settings.counters_in_memory}),
        tpps_(writing_, reading_, writer_, reader_),
        tries_(writing_, reading_, writer_, reader_, sweeper_, settings.failures_of_a_source),
        journeys_(writing_, reading_, writer_, reader_, sweeper_, settings.journeys),
        withdrawal_(writing_, writer_, grants_, consents_),
        keep_clock_mark_(writing_.prepare("INSERT INTO clock_mark (only, at_ms) VALUES (1, ?1) "
                                          "ON CONFLICT DO UPDATE SET at_ms = ?1 WHERE at_ms < ?1")),
        clock_mark_(reading_.prepare("SELECT at_ms FROM clock_mark")),
        count_access_(
            reading_.prepare("SELECT count(*) FROM access_grant WHERE access_expires_at_ms > ?1")),
        count_refresh_(reading_.prepare(
            "SELECT count(*) FROM access_grant WHERE sca_at_ms > ?1 AND psu <> ''")),
        count_units_(reading_.prepare(
            "SELECT coalesce(sum(taken), 0) FROM batch_access WHERE day_paris = ?1")),
        accesses_(writing_, writer_, sweeper_, settings.accesses_in_memory,
                  std::move(settings.on_accesses_dropped)) {}

  ~OpenStore() override {
    accesses_.stop();
    // The books' statements must stay until the last operation that waits is done.
    writer_.stop();
    if (health_.trust_is_lost.load()) reading_.leave_log_at_close();
  }

  GrantBook& grants() override { return grants_; }
  ConsentBook& consents() override { return consents_; }
  QuotaBook& quota() override { return quota_; }
  TppBook& tpps() override { return tpps_; }
  TryBook& tries() override { return tries_; }
  JourneyBook& journeys() override { return journeys_; }
  AccessBook& accesses() override { return accesses_; }
  Withdrawal& withdrawal() override { return withdrawal_; }

  void reset(bool keep_tpps, Completion<void> done) override {
    auto work = [this, keep_tpps](AfterCommit& after_commit) -> Outcome<void> {
      accesses_.write_all(after_commit);  // so that what waits goes with the rest
      writing_.execute(
          "DELETE FROM authorization_code; DELETE FROM access_grant; "
          "DELETE FROM consent_account; DELETE FROM consent_version; "
          "DELETE FROM batch_access; DELETE FROM failed_try; DELETE FROM failed_source; "
          "DELETE FROM journey; DELETE FROM challenge_count; DELETE FROM data_access");
      if (!keep_tpps)
        writing_.execute(
            "DELETE FROM tpp_role; DELETE FROM tpp_redirect_uri; "
            "DELETE FROM tpp_seal; DELETE FROM tpp_key_id; DELETE FROM tpp_qwac; DELETE FROM tpp");
      after_commit.emplace_back([this]() noexcept {
        grants_.forget_all();
        consents_.forget_all();
        quota_.forget_all();
        tpps_.has_changed();
      });
      return {};
    };
    writer_.write<void>(Steps::several, std::move(work), std::move(done));
  }

  Outcome<void> save(const std::filesystem::path& file, Instant at) override {
    write_accesses();
    return save_snapshot(file_, file, at);
  }

  Outcome<Instant> restore(const std::filesystem::path& file) override {
    write_accesses();
    auto at = restore_snapshot(file_, file);
    if (at) accesses_.forget_all();
    grants_.forget_all();
    consents_.forget_all();
    tpps_.has_changed();
    auto counted = on_the_writer([this] { quota_.read_all_again(); });
    if (!counted) return std::unexpected(std::move(counted).error());
    return at;
  }

  void keep_clock_mark(Instant mark, Completion<void> done) override {
    auto work = [this, mark](AfterCommit&) -> Outcome<void> {
      keep_clock_mark_.execute(mark);
      return {};
    };
    writer_.write<void>(Steps::one, std::move(work), std::move(done));
  }

  Outcome<Instant> clock_mark() override {
    return reader_.read<Instant>([this]() -> Outcome<Instant> {
      auto rows = clock_mark_.run();
      return rows.next() ? rows.instant(0) : Instant{};
    });
  }

  void census(Instant now, Completion<Census> done) override {
    done(reader_.read<Census>([&]() -> Outcome<Census> {
      const ParisDay day = paris_day_of(now);
      const std::int64_t day_number = std::int64_t{static_cast<int>(day.year())} * 10'000 +
                                      static_cast<unsigned>(day.month()) * 100 +
                                      static_cast<unsigned>(day.day());
      return Census{.access_tokens = first_number(count_access_.run(now)),
                    .refresh_tokens = first_number(count_refresh_.run(Instant{now - sca_validity})),
                    .quota_units = first_number(count_units_.run(day_number))};
    }));
  }

  bool is_writable() const override { return writer_.writes_work(); }

 private:
  void write_accesses() {
    std::promise<void> tried;
    accesses_.write_all([&tried](Outcome<void>) { tried.set_value(); });
    tried.get_future().wait();
  }

  /// Runs `work` on the writer's thread and waits for it.
  Outcome<void> on_the_writer(std::function<void()> work) {
    std::promise<Outcome<void>> done;
    writer_.write<void>(
        Steps::one,
        [work = std::move(work)](AfterCommit&) -> Outcome<void> {
          work();
          return {};
        },
        [&done](Outcome<void> outcome) { done.set_value(std::move(outcome)); });
    return done.get_future().get();
  }

  static std::int64_t first_number(Statement::Rows rows) {
    return rows.next() ? rows.number(0) : 0;
  }

  std::filesystem::path file_;
  StoreLock lock_;  ///< before the others: released when all of them are closed
  Health health_;
  Connection writing_;
  Connection reading_;
  Sweeper sweeper_;
  Writer writer_;
  Reader reader_;
  SqliteGrantBook grants_;
  SqliteConsentBook consents_;
  SqliteQuotaBook quota_;
  SqliteTppBook tpps_;
  SqliteTryBook tries_;
  SqliteJourneyBook journeys_;
  SqliteWithdrawal withdrawal_;
  Statement keep_clock_mark_;
  Statement clock_mark_;
  Statement count_access_;
  Statement count_refresh_;
  Statement count_units_;
  SqliteAccessBook accesses_;  ///< last: its thread asks the writer
};

/// Makes the file if there is none, for this user's eyes only; SQLite gives its other files the
/// same rights.
Outcome<void> make_file(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return not_opened(file, std::generic_category().message(errno),
                      "check the path and the rights of this user");
  ::close(descriptor);
  return {};
}

Outcome<Connection> connect(const std::filesystem::path& file, const SqliteSettings& settings) {
  try {
    return Connection(file, settings.file_layer);
  } catch (const SqliteFailure& failure) {
    return not_opened(file, failure.what(), "check the path and the rights of this user");
  }
}

}  // namespace

Outcome<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::filesystem::path& file,
                                                        SqliteSettings settings) {
  // An absolute path: SQLite takes "file:..." and ":memory:" for something else.
  const std::filesystem::path absolute = std::filesystem::absolute(file);
  GUICHET_TRY(lock, StoreLock::take(absolute));
  GUICHET_CHECK(made, make_file(absolute));
  GUICHET_TRY(torn_at, inspect_log(absolute));
  if (torn_at && settings.on_torn_end)
    settings.on_torn_end(absolute.string() +
                         "-wal ends in the middle of a commit: cut off at byte " +
                         std::to_string(*torn_at) + ", before which all is whole");
  GUICHET_TRY(writing, connect(absolute, settings));
  GUICHET_CHECK(ready, make_ready(writing, absolute));
  GUICHET_TRY(reading, connect(absolute, settings));
  try {
    set_for_reading(reading);
    return std::make_unique<OpenStore>(absolute, std::move(lock), std::move(writing),
                                       std::move(reading), std::move(settings));
  } catch (const SqliteFailure& failure) {
    return not_opened(absolute, failure.what(), "restore a backup");
  }
}

}  // namespace guichet::store
