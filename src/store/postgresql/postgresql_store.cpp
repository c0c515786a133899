// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/postgresql_store.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <future>
#include <utility>

#include "domain/paris_day.hpp"
#include "store/kept_day.hpp"
#include "store/postgresql/lookups.hpp"
#include "store/postgresql/postgresql_access_book.hpp"
#include "store/postgresql/postgresql_consent_book.hpp"
#include "store/postgresql/postgresql_grant_book.hpp"
#include "store/postgresql/postgresql_journey_book.hpp"
#include "store/postgresql/postgresql_quota_book.hpp"
#include "store/postgresql/postgresql_tpp_book.hpp"
#include "store/postgresql/postgresql_try_book.hpp"
#include "store/postgresql/postgresql_withdrawal.hpp"
#include "store/postgresql/schema.hpp"
#include "store/postgresql/sweeper.hpp"
#include "store/postgresql/transaction.hpp"

namespace guichet::store {
namespace {

using namespace postgresql;

// Another node may be migrating; a schema that takes longer is migrated with the nodes stopped.
constexpr std::chrono::seconds patience_at_start{30};

constexpr std::array books{
    "authorization_code", "access_grant",  "consent_account", "consent_version", "batch_access",
    "failed_try",         "failed_source", "journey",         "challenge_count", "data_access"};
constexpr std::array tpp_tables{"tpp_role",   "tpp_redirect_uri", "tpp_seal",
                                "tpp_key_id", "tpp_qwac",         "tpp"};

/// So that who lacks a right learns it at the start, with the table's name, and not a caller.
Outcome<void> check_rights(Session& session) {
  const auto check = [&session](const char* table) -> Outcome<void> {
    const Rows rows = session.ask(
        "SELECT current_user::text, has_table_privilege($1, 'SELECT') AND "
        "has_table_privilege($1, 'INSERT') AND has_table_privilege($1, 'UPDATE') AND "
        "has_table_privilege($1, 'DELETE')",
        table);
    if (rows.truth(0, 1)) return {};
    return not_used("the user " + rows.text(0, 0) + " may not read and write the table " + table,
                    "GRANT SELECT, INSERT, UPDATE, DELETE on every table, or name the owner");
  };
  for (const char* table : books) {
    GUICHET_CHECK(rights, check(table));
  }
  for (const char* table : tpp_tables) {
    GUICHET_CHECK(rights, check(table));
  }
  return {};
}

void ask_for_time(Session& session, StoreClock& clock) {
  const auto asked = clock.elapsed();
  const Rows rows =
      session.ask("SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint");
  clock.hear(asked, rows.instant(0, 0), clock.elapsed());
}

class OpenStore final : public PostgresqlStore {
 public:
  OpenStore(const std::string& url, PostgresqlSettings settings)
      : clock_(settings.clock),
        line_([url, patience = settings.patience] { return Line(url, check_schema, patience); }),
        lookups_(line_(),
                 [this](Session* session) {
                   if (session != nullptr) ask_for_time(*session, clock_);
                 }),
        transactions_(settings.connections_for_transactions, line_,
                      [this](Session* session) { look_after(session); }),
        grants_(transactions_, lookups_, sweeper_),
        consents_(transactions_, lookups_),
        quota_(line_(), lookups_, sweeper_, settings.accesses_a_day),
        tpps_(transactions_, lookups_),
        tries_(transactions_, lookups_, sweeper_, settings.failures_of_a_source),
        journeys_(transactions_, lookups_, sweeper_, settings.journeys),
        withdrawal_(transactions_),
        accesses_(transactions_, sweeper_, settings.accesses_in_memory,
                  std::move(settings.on_accesses_dropped)) {}

  ~OpenStore() override {
    accesses_.stop();
    quota_.stop();
    transactions_.stop();
    lookups_.stop();
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
    auto work = [this, keep_tpps](Transaction& transaction) -> Outcome<void> {
      accesses_.write_all(transaction);  // so that what waits goes with the rest
      std::vector<Call> calls;
      static const auto emptying = [] {
        std::vector<std::string> statements;
        for (const char* table : books) statements.push_back("DELETE FROM " + std::string(table));
        for (const char* table : tpp_tables)
          statements.push_back("DELETE FROM " + std::string(table));
        return statements;
      }();
      if (!keep_tpps) calls.push_back(begin_change_of_tpps());
      for (std::size_t at = 0; at < (keep_tpps ? books.size() : emptying.size()); ++at)
        calls.push_back({emptying[at], {}});
      transaction.ask_all(std::move(calls));
      return {};
    };
    transactions_.run_in_order<void>(std::move(work), std::move(done));
  }

  Outcome<void> save(const std::filesystem::path&, Instant) override {
    return refuse(Code::route_unknown, no_snapshots);
  }

  Outcome<Instant> restore(const std::filesystem::path&) override {
    return refuse(Code::route_unknown, no_snapshots);
  }

  void keep_clock_mark(Instant mark, Completion<void> done) override {
    auto work = [mark](Transaction& transaction) -> Outcome<void> {
      transaction.ask(
          "INSERT INTO clock_mark AS kept (only_one, at_ms) VALUES (1, $1) "
          "ON CONFLICT (only_one) DO UPDATE SET at_ms = $1 WHERE kept.at_ms < $1",
          mark);
      return {};
    };
    transactions_.run_in_order<void>(std::move(work), std::move(done));
  }

  Outcome<Instant> clock_mark() override {
    std::promise<Outcome<Instant>> read;
    lookups_.ask<Instant>(
        {"SELECT at_ms FROM clock_mark", {}},
        [](const Rows& rows) -> Outcome<Instant> {
          return rows.count() == 0 ? Instant{} : rows.instant(0, 0);
        },
        [&read](Outcome<Instant> mark) { read.set_value(std::move(mark)); });
    return read.get_future().get();
  }

  void census(Instant now, Completion<Census> done) override {
    Call call{
        "SELECT (SELECT count(*) FROM access_grant WHERE access_expires_at_ms > $1), "
        "(SELECT count(*) FROM access_grant WHERE sca_at_ms > $2 AND psu <> ''), "
        "(SELECT coalesce(sum(taken), 0)::bigint FROM batch_access WHERE day_paris = $3)",
        Values(now, Instant{now - sca_validity}, kept_form_of(paris_day_of(now)))};
    auto read = [](const Rows& rows) -> Outcome<Census> {
      return Census{.access_tokens = rows.number(0, 0),
                    .refresh_tokens = rows.number(0, 1),
                    .quota_units = rows.number(0, 2)};
    };
    lookups_.ask<Census>(std::move(call), std::move(read), std::move(done));
  }

  bool is_writable() const override { return is_writable_.load(); }

 private:
  static constexpr const char* no_snapshots =
      "Snapshots are of the embedded store; of PostgreSQL, make one with pg_dump.";

  void look_after(Session* session) {
    is_writable_.store(session != nullptr);
    if (session == nullptr) return;
    try {
      session->ask("SELECT 1::bigint");
      sweeper_.sweep(*session);
    } catch (const PostgresqlFailure&) {
      is_writable_.store(false);
      throw;
    }
  }

  StoreClock& clock_;
  std::atomic<bool> is_writable_ = true;
  Sweeper sweeper_;
  std::function<Line()> line_;
  Lookups lookups_;
  Transactions transactions_;
  PostgresqlGrantBook grants_;
  PostgresqlConsentBook consents_;
  PostgresqlQuotaBook quota_;
  PostgresqlTppBook tpps_;
  PostgresqlTryBook tries_;
  PostgresqlJourneyBook journeys_;
  PostgresqlWithdrawal withdrawal_;
  PostgresqlAccessBook accesses_;  ///< last: its thread asks the transactions
};

}  // namespace

Outcome<std::unique_ptr<PostgresqlStore>> PostgresqlStore::open(const std::string& url,
                                                                PostgresqlSettings settings) {
  try {
    Session session(url, std::chrono::steady_clock::now() + patience_at_start);
    GUICHET_CHECK(ready, make_ready(session, settings.migrates ? OlderSchema::is_migrated
                                                               : OlderSchema::is_refused));
    GUICHET_CHECK(rights, check_rights(session));
    ask_for_time(session, settings.clock);
  } catch (const PostgresqlFailure& failure) {
    return not_used(failure);
  }
  return std::make_unique<OpenStore>(url, std::move(settings));
}

}  // namespace guichet::store
