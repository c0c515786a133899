// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/schema.hpp"

#include <cstdint>

#include "store/postgresql/migrations.hpp"

namespace guichet::store::postgresql {
namespace {

// "GUIC": whoever has this lock changes the schema.
constexpr std::int64_t lock_of_schema = 0x47554943;

std::int64_t newest_known() { return postgresql_migrations().back().number(); }

Outcome<void> check_durability(Session& session) {
  for (const char* setting : {"fsync", "full_page_writes"}) {
    const Rows rows = session.ask("SELECT current_setting($1)", setting);
    if (rows.text(0, 0) != "on")
      return not_used("it may lose what it acknowledged: " + std::string(setting) + " is off",
                      "set it to on");
  }
  return {};
}

Outcome<void> check_steps(Session& session) {
  for (const MigrationFile& step : postgresql_migrations()) {
    const Rows rows = session.ask("SELECT checksum FROM schema_migration WHERE number = $1",
                                  std::int64_t{step.number()});
    if (rows.count() != 0 && rows.text(0, 0) != step.checksum())
      return not_used("its schema was not made by " + std::string(step.name) + " of this program",
                      "start the program that made it, or restore a backup");
  }
  return {};
}

std::int64_t number_of(Session& session) {
  return session.ask("SELECT coalesce(max(number), 0) FROM schema_migration").number(0, 0);
}

Outcome<void> check_age(std::int64_t has, OlderSchema older) {
  const std::string numbers = "its schema is number " + std::to_string(has) +
                              ", this program knows " + std::to_string(newest_known());
  if (has > newest_known())
    return not_used(numbers, "start the newer program, or restore a backup made before it ran");
  if (has < newest_known() && older == OlderSchema::is_refused)
    return not_used(numbers,
                    "have one node of this program migrate it, or start the older program");
  return {};
}

void apply(Session& session, const MigrationFile& step) {
  session.run_script("BEGIN;" + std::string(step.content));
  session.ask("INSERT INTO schema_migration (number, name, checksum) VALUES ($1, $2, $3)",
              std::int64_t{step.number()}, step.name, step.checksum());
  session.ask("COMMIT");
}

Outcome<void> migrate(Session& session, OlderSchema older) {
  const bool is_empty = session.ask("SELECT to_regclass('schema_migration')").is_null(0, 0);
  const std::int64_t has = is_empty ? 0 : number_of(session);
  GUICHET_CHECK(age, check_age(has, older));
  if (is_empty)
    session.run_script(
        "CREATE TABLE schema_migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, "
        "checksum TEXT NOT NULL)");
  GUICHET_CHECK(steps, check_steps(session));
  for (const MigrationFile& step : postgresql_migrations())
    if (step.number() > has) apply(session, step);
  return {};
}

}  // namespace

Outcome<void> make_ready(Session& session, OlderSchema older) {
  try {
    GUICHET_CHECK(durable, check_durability(session));
    // Another node may be at it for a while.
    session.run_script("SET lock_timeout = 0; SET statement_timeout = 0");
    session.ask("SELECT pg_advisory_lock($1) IS NULL", lock_of_schema);
    // The lock goes with the session.
    return migrate(session, older);
  } catch (const PostgresqlFailure& failure) {
    return not_used(failure);
  }
}

Outcome<void> check_schema(Session& session) {
  return check_age(number_of(session), OlderSchema::is_refused);
}

std::unexpected<Refusal> not_used(const std::string& what, const std::string& remedy) {
  return refuse(Code::internal, {}, "PostgreSQL: " + what + "; " + remedy);
}

std::unexpected<Refusal> not_used(const PostgresqlFailure& failure) {
  auto refusal =
      failure.refuses_login()
          ? not_used(failure.what(),
                     "check the user, his password and the database in the store's address (or its "
                     "passfile), and what the server's pg_hba.conf asks of him")
          : not_used(failure.what(), "check that it runs, the address and the rights of this user");
  if (failure.ends_session()) refusal.error().code = Code::store_unavailable;
  return refusal;
}

}  // namespace guichet::store::postgresql
