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

std::vector<EnrolledTpp> read_all(Transaction& transaction) {
  transaction.ask("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const Rows tpps = transaction.ask(
      "SELECT client_id, oid, name, suspended, environment, profile, registration, enrolled_at_ms "
      "FROM tpp ORDER BY enrolled_at_ms, client_id");
  std::vector<EnrolledTpp> everyone;
  std::map<std::string, std::size_t> places;
  for (int row = 0; row < tpps.count(); ++row) {
    everyone.push_back(tpp_in(tpps, row));
    places.emplace(everyone.back().client_id, everyone.size() - 1);
  }
  const Rows kept_roles = transaction.ask("SELECT client_id, role FROM tpp_role");
  for (int row = 0; row < kept_roles.count(); ++row)
    for (const TppRole role : roles)
      if (name_of(role) == kept_roles.text(row, 1))
        everyone[places.at(kept_roles.text(row, 0))].roles.insert(role);
  const Rows seals =
      transaction.ask("SELECT client_id, certificate FROM tpp_seal ORDER BY client_id, position");
  for (int row = 0; row < seals.count(); ++row)
    everyone[places.at(seals.text(row, 0))].seals.push_back(seals.text(row, 1));
  for (const List& list : lists) {
    const Rows kept = transaction.ask(list.read);
    for (int row = 0; row < kept.count(); ++row)
      (everyone[places.at(kept.text(row, 0))].*list.member).push_back(kept.text(row, 1));
  }
  return everyone;
}

}  // namespace

void PostgresqlTppBook::enrol(EnrolledTpp tpp, Completion<void> done) {
  auto work = [tpp = std::move(tpp)](Transaction& transaction) -> Outcome<void> {
    replace(transaction, tpp);
    return {};
  };
  transactions_.run<void>(std::move(work), std::move(done));
}

void PostgresqlTppBook::remove(std::string client_id, Completion<void> done) {
  auto work = [client_id = std::move(client_id)](Transaction& transaction) -> Outcome<void> {
    transaction.ask("DELETE FROM tpp WHERE client_id = $1", client_id);
    clear_belongings(transaction, client_id);
    return {};
  };
  transactions_.run<void>(std::move(work), std::move(done));
}

void PostgresqlTppBook::all(Completion<std::vector<EnrolledTpp>> done) {
  auto work = [](Transaction& transaction) -> Outcome<std::vector<EnrolledTpp>> {
    return read_all(transaction);
  };
  transactions_.run<std::vector<EnrolledTpp>>(std::move(work), std::move(done));
}

}  // namespace guichet::store::postgresql
