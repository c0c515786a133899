// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/postgresql_tpp_book.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace guichet::store::postgresql {
namespace {

constexpr std::array roles{TppRole::account_servicing, TppRole::payment_initiation,
                           TppRole::account_information, TppRole::card_issuing};

/// What a TPP has several of, in its order: how the list is kept and read.
struct List {
  std::vector<std::string> EnrolledTpp::* member;
  std::string_view clear;
  std::string_view insert;
  std::string_view read;
};
constexpr std::array lists{
    List{&EnrolledTpp::redirect_uris, "DELETE FROM tpp_redirect_uri WHERE client_id = $1",
         "INSERT INTO tpp_redirect_uri (client_id, position, uri) "
         "SELECT $1, place, one FROM unnest($2) WITH ORDINALITY AS each (one, place)",
         "SELECT client_id, uri FROM tpp_redirect_uri ORDER BY client_id, position"},
    List{&EnrolledTpp::key_ids, "DELETE FROM tpp_key_id WHERE client_id = $1",
         "INSERT INTO tpp_key_id (client_id, position, key_id) "
         "SELECT $1, place, one FROM unnest($2) WITH ORDINALITY AS each (one, place)",
         "SELECT client_id, key_id FROM tpp_key_id ORDER BY client_id, position"},
    List{&EnrolledTpp::qwacs, "DELETE FROM tpp_qwac WHERE client_id = $1",
         "INSERT INTO tpp_qwac (client_id, position, thumbprint) "
         "SELECT $1, place, one FROM unnest($2) WITH ORDINALITY AS each (one, place)",
         "SELECT client_id, thumbprint FROM tpp_qwac ORDER BY client_id, position"}};

std::optional<std::string> kept_form_of(std::optional<Environment> environment) {
  if (!environment) return std::nullopt;
  return std::string(name_of(*environment));
}

std::optional<Environment> environment_from(const std::optional<std::string>& kept) {
  if (!kept) return std::nullopt;
  return *kept == name_of(Environment::live) ? Environment::live : Environment::sandbox;
}

void clear_belongings(Transaction& transaction, const std::string& client_id) {
  std::vector<Call> calls{{"DELETE FROM tpp_role WHERE client_id = $1", Values(client_id)},
                          {"DELETE FROM tpp_seal WHERE client_id = $1", Values(client_id)}};
  for (const List& list : lists) calls.push_back({list.clear, Values(client_id)});
  transaction.ask_all(std::move(calls));
}

// Its row first: whoever else enrols the same TPP waits for it.
void replace(Transaction& transaction, const EnrolledTpp& tpp) {
  transaction.ask(
      "INSERT INTO tpp (client_id, oid, name, suspended, environment, profile, registration, "
      "enrolled_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
      "ON CONFLICT (client_id) DO UPDATE SET oid = excluded.oid, name = excluded.name, "
      "suspended = excluded.suspended, environment = excluded.environment, "
      "profile = excluded.profile, registration = excluded.registration, "
      "enrolled_at_ms = excluded.enrolled_at_ms",
      tpp.client_id, tpp.oid, tpp.name, tpp.suspended, kept_form_of(tpp.environment), tpp.profile,
      tpp.registration, tpp.enrolled_at);
  clear_belongings(transaction, tpp.client_id);
  std::vector<Call> calls;
  for (const TppRole role : tpp.roles)
    calls.push_back({"INSERT INTO tpp_role (client_id, role) VALUES ($1, $2)",
                     Values(tpp.client_id, name_of(role))});
  std::int64_t position = 0;
  for (const std::string& seal : tpp.seals)
    calls.push_back({"INSERT INTO tpp_seal (client_id, position, certificate) VALUES ($1, $2, $3)",
                     Values(tpp.client_id, ++position, Blob{seal})});
  for (const List& list : lists)
    calls.push_back({list.insert, Values(tpp.client_id, tpp.*list.member)});
  transaction.ask_all(std::move(calls));
}

/// Another node may have given away a moment ago what the TPP's own node thought free.
Outcome<void> refuse_taken(Transaction& transaction, const EnrolledTpp& tpp) {
  if (tpp.registration.empty()) return {};
  const auto environment = kept_form_of(tpp.environment);
  const Rows names = transaction.ask(
      "SELECT client_id FROM tpp WHERE registration <> '' AND client_id <> $1 "
      "AND environment IS NOT DISTINCT FROM $2 AND name = $3",
      tpp.client_id, environment, tpp.name);
  if (names.count() != 0)
    return refuse(Code::enrol_invalid_client_metadata,
                  "client_name has just been registered by another; it must be unique.");
  for (const std::string& seal : tpp.seals) {
    const Rows seals = transaction.ask(
        "SELECT client_id FROM tpp_seal JOIN tpp USING (client_id) WHERE registration <> '' "
        "AND client_id <> $1 AND environment IS NOT DISTINCT FROM $2 AND certificate = $3",
        tpp.client_id, environment, Blob{seal});
    if (seals.count() != 0)
      return refuse(Code::enrol_invalid_client_metadata,
                    "A QSEAL of jwks has just been registered by another; a second registration "
                    "needs certificates of its own.");
  }
  return {};
}

EnrolledTpp tpp_in(const Rows& rows, int row) {
  EnrolledTpp tpp;
  tpp.client_id = rows.text(row, 0);
  tpp.oid = rows.text(row, 1);
  tpp.name = rows.text(row, 2);
  tpp.suspended = rows.truth(row, 3);
  tpp.environment = environment_from(rows.text_if_any(row, 4));
  tpp.profile = rows.text(row, 5);
  tpp.registration = rows.text(row, 6);
  tpp.enrolled_at = rows.instant(row, 7);
  return tpp;
}

/// The rows of a table that belongs to TPPs, by the client_id in their first column. A row of
/// nobody is left out: a database that was restored in part must not keep a node from starting.
template <class Take>
void hand_out(const Rows& rows, std::map<std::string, EnrolledTpp*>& owners, const Take& take) {
  for (int row = 0; row < rows.count(); ++row)
    if (const auto owner = owners.find(rows.text(row, 0)); owner != owners.end())
      take(*owner->second, row);
}

std::vector<EnrolledTpp> read_all(Transaction& transaction) {
  transaction.ask("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const Rows tpps = transaction.ask(
      "SELECT client_id, oid, name, suspended, environment, profile, registration, enrolled_at_ms "
      "FROM tpp ORDER BY enrolled_at_ms, client_id");
  std::vector<EnrolledTpp> everyone;
  for (int row = 0; row < tpps.count(); ++row) everyone.push_back(tpp_in(tpps, row));
  std::map<std::string, EnrolledTpp*> owners;
  for (EnrolledTpp& tpp : everyone) owners.emplace(tpp.client_id, &tpp);
  const Rows kept_roles = transaction.ask("SELECT client_id, role FROM tpp_role");
  hand_out(kept_roles, owners, [&](EnrolledTpp& tpp, int row) {
    for (const TppRole role : roles)
      if (name_of(role) == kept_roles.text(row, 1)) tpp.roles.insert(role);
  });
  const Rows seals =
      transaction.ask("SELECT client_id, certificate FROM tpp_seal ORDER BY client_id, position");
  hand_out(seals, owners,
           [&](EnrolledTpp& tpp, int row) { tpp.seals.push_back(seals.text(row, 1)); });
  for (const List& list : lists) {
    const Rows kept = transaction.ask(list.read);
    hand_out(kept, owners,
             [&](EnrolledTpp& tpp, int row) { (tpp.*list.member).push_back(kept.text(row, 1)); });
  }
  return everyone;
}

}  // namespace

Call begin_change_of_tpps() {
  return {
      "INSERT INTO tpp_version AS kept (only_one, number) VALUES (1, 1) "
      "ON CONFLICT (only_one) DO UPDATE SET number = kept.number + 1",
      {}};
}

void PostgresqlTppBook::enrol(EnrolledTpp tpp, Completion<void> done) {
  auto work = [tpp = std::move(tpp)](Transaction& transaction) -> Outcome<void> {
    transaction.ask(begin_change_of_tpps());
    GUICHET_CHECK(free, refuse_taken(transaction, tpp));
    replace(transaction, tpp);
    return {};
  };
  transactions_.run_in_order<void>(std::move(work), std::move(done));
}

void PostgresqlTppBook::change(EnrolledTpp tpp, Completion<EnrolledTpp> done) {
  auto work = [tpp = std::move(tpp)](Transaction& transaction) -> Outcome<EnrolledTpp> {
    transaction.ask(begin_change_of_tpps());
    const Rows decisions =
        transaction.ask("SELECT profile, suspended FROM tpp WHERE client_id = $1", tpp.client_id);
    if (decisions.count() == 0) return refuse(Code::client_unknown);
    GUICHET_CHECK(free, refuse_taken(transaction, tpp));
    EnrolledTpp next = tpp;
    next.profile = decisions.text(0, 0);
    next.suspended = decisions.truth(0, 1);
    replace(transaction, next);
    return next;
  };
  transactions_.run_in_order<EnrolledTpp>(std::move(work), std::move(done));
}

void PostgresqlTppBook::remove(std::string client_id, Completion<void> done) {
  auto work = [client_id = std::move(client_id)](Transaction& transaction) -> Outcome<void> {
    transaction.ask(begin_change_of_tpps());
    transaction.ask("DELETE FROM tpp WHERE client_id = $1", client_id);
    clear_belongings(transaction, client_id);
    return {};
  };
  transactions_.run_in_order<void>(std::move(work), std::move(done));
}

void PostgresqlTppBook::all(Completion<std::vector<EnrolledTpp>> done) {
  auto work = [](Transaction& transaction) -> Outcome<std::vector<EnrolledTpp>> {
    return read_all(transaction);
  };
  transactions_.run<std::vector<EnrolledTpp>>(std::move(work), std::move(done));
}

void PostgresqlTppBook::version(Completion<std::int64_t> done) {
  auto read = [](const Rows& rows) -> Outcome<std::int64_t> {
    return rows.count() == 0 ? std::int64_t{0} : rows.number(0, 0);
  };
  lookups_.ask<std::int64_t>({"SELECT number FROM tpp_version", {}}, std::move(read),
                             std::move(done));
}

}  // namespace guichet::store::postgresql
