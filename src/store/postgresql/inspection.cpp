// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/inspection.hpp"

#include <chrono>
#include <utility>

#include "store/kept_day.hpp"
#include "store/postgresql/consent_rows.hpp"
#include "store/postgresql/quota_rows.hpp"
#include "store/postgresql/schema.hpp"
#include "store/postgresql/session.hpp"

namespace guichet::store::postgresql {
namespace {

// Who looks is a person, and may look at everything.
constexpr std::chrono::minutes patience{2};

/// The establishments are found by way of the primary key, one after the other: the table may hold
/// 40 days.
constexpr std::string_view newest_day =
    "WITH RECURSIVE counted (code) AS (SELECT min(establishment) FROM batch_access UNION ALL "
    "SELECT (SELECT min(establishment) FROM batch_access WHERE establishment > code) FROM counted "
    "WHERE code IS NOT NULL) "
    "SELECT max((SELECT max(day_paris) FROM batch_access WHERE establishment = code)) FROM counted";

/// The newest day of a counter that fits, or null.
Rows newest_day_of(Session& session, const QuotaFilter& filter) {
  if (!filter.establishment && !filter.tpp && !filter.psu) return session.ask(newest_day);
  return session.ask(
      Call{"SELECT max(day_paris) FROM batch_access WHERE ($1 IS NULL OR establishment = $1) "
           "AND ($2 IS NULL OR tpp = $2) AND ($3 IS NULL OR psu = $3)",
           Values(filter.establishment, filter.tpp, filter.psu)});
}

/// Gives what `look` makes of the database, if it is one of this program's schema.
template <class T, class Look>
Outcome<T> look_into(const std::string& url, Look look) {
  try {
    Session session(url, std::chrono::steady_clock::now() + patience);
    session.run_script("SET statement_timeout = 0");
    if (session.ask("SELECT to_regclass('schema_migration')").is_null(0, 0))
      return not_used("no gateway has used this database", "name the one that the gateway uses");
    GUICHET_CHECK(known, check_schema(session));
    return look(session);
  } catch (const PostgresqlFailure& failure) {
    return not_used(failure);
  }
}

}  // namespace

Outcome<std::vector<ConsentHistory>> inspect_consents(const std::string& url,
                                                      const ConsentKey& wanted) {
  return look_into<std::vector<
      ConsentHistory>>(url, [&](Session& session) -> Outcome<std::vector<ConsentHistory>> {
    const Rows rows = session.ask(
        "SELECT establishment, psu, tpp, version, sent.at_ms, sent.psu_identity, sent.put_by, "
        "named.kind, named.iban FROM consent_version AS sent LEFT JOIN consent_account AS named "
        "USING (establishment, psu, tpp, version) WHERE ($1 = '' OR establishment = $1) "
        "AND ($2 = '' OR psu = $2) AND ($3 = '' OR tpp = $3) "
        "ORDER BY establishment, psu, tpp, version",
        wanted.establishment, wanted.psu, wanted.tpp);
    std::vector<ConsentHistory> found;
    for (int row = 0; row < rows.count(); ++row) {
      ConsentKey key(rows.text(row, 0), rows.text(row, 1), rows.text(row, 2));
      if (found.empty() || found.back().key != key) found.push_back({std::move(key), {}});
      add_version(found.back().versions, rows, row, 3);
    }
    return found;
  });
}

Outcome<std::vector<QuotaCounter>> look_at_counters(const std::string& url, QuotaFilter filter,
                                                    std::size_t limit) {
  return look_into<std::vector<QuotaCounter>>(
      url, [&](Session& session) -> Outcome<std::vector<QuotaCounter>> {
        if (!filter.day) {
          const Rows rows = newest_day_of(session, filter);
          if (!rows.is_null(0, 0)) filter.day = day_kept_as(rows.number(0, 0));
        }
        return counters_in(session.ask(counters_that_fit(filter, limit)));
      });
}

Outcome<void> void_tokens(const std::string& url) {
  return look_into<void>(url, [](Session& session) -> Outcome<void> {
    session.run_script(
        "BEGIN; DELETE FROM authorization_code; DELETE FROM access_grant; DELETE FROM journey; "
        "INSERT INTO clock_mark AS kept (only_one, at_ms) "
        "VALUES (1, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) "
        "ON CONFLICT (only_one) DO UPDATE SET at_ms = greatest(kept.at_ms, excluded.at_ms); "
        "COMMIT");
    return {};
  });
}

}  // namespace guichet::store::postgresql
