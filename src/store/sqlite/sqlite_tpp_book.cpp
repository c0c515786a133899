// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sqlite_tpp_book.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

namespace guichet::store {
namespace {

constexpr std::array roles{TppRole::account_servicing, TppRole::payment_initiation,
                           TppRole::account_information, TppRole::card_issuing};

std::optional<std::string> kept_form_of(std::optional<Environment> environment) {
  if (!environment) return std::nullopt;
  return std::string(name_of(*environment));
}

std::optional<Environment> environment_from(const std::optional<std::string>& kept) {
  if (!kept) return std::nullopt;
  return *kept == name_of(Environment::live) ? Environment::live : Environment::sandbox;
}

void put_texts(Statement& insert, const std::string& client_id,
               const std::vector<std::string>& texts) {
  std::int64_t position = 0;
  for (const std::string& text : texts) insert.execute(client_id, ++position, text);
}

std::vector<std::string> texts_in(Statement::Rows rows) {
  std::vector<std::string> texts;
  while (rows.next()) texts.push_back(rows.text(0));
  return texts;
}

}  // namespace

SqliteTppBook::List::List(Connection& writing, Connection& reading, const std::string& table,
                          const std::string& column)
    : clear(writing.prepare("DELETE FROM " + table + " WHERE client_id = ?1")),
      insert(writing.prepare("INSERT INTO " + table + " (client_id, position, " + column +
                             ") VALUES (?1, ?2, ?3)")),
      read(reading.prepare("SELECT " + column + " FROM " + table +
                           " WHERE client_id = ?1 ORDER BY position")) {}

SqliteTppBook::SqliteTppBook(Connection& writing, Connection& reading, Writer& writer,
                             Reader& reader)
    : writer_(writer),
      reader_(reader),
      upsert_tpp_(writing.prepare(
          "INSERT INTO tpp (client_id, oid, name, suspended, environment, profile, registration, "
          "enrolled_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
          "ON CONFLICT DO UPDATE SET oid = excluded.oid, name = excluded.name, "
          "suspended = excluded.suspended, environment = excluded.environment, "
          "profile = excluded.profile, registration = excluded.registration, "
          "enrolled_at_ms = excluded.enrolled_at_ms")),
      read_decisions_(writing.prepare("SELECT profile, suspended FROM tpp WHERE client_id = ?1")),
      delete_tpp_(writing.prepare("DELETE FROM tpp WHERE client_id = ?1")),
      delete_roles_(writing.prepare("DELETE FROM tpp_role WHERE client_id = ?1")),
      insert_role_(writing.prepare("INSERT INTO tpp_role (client_id, role) VALUES (?1, ?2)")),
      redirect_uris_(writing, reading, "tpp_redirect_uri", "uri"),
      seals_(writing, reading, "tpp_seal", "certificate"),
      key_ids_(writing, reading, "tpp_key_id", "key_id"),
      qwacs_(writing, reading, "tpp_qwac", "thumbprint"),
      read_tpps_(reading.prepare("SELECT client_id, oid, name, suspended, environment, profile, "
                                 "registration, enrolled_at_ms FROM tpp "
                                 "ORDER BY enrolled_at_ms, client_id")),
      read_roles_(reading.prepare("SELECT role FROM tpp_role WHERE client_id = ?1")) {}

void SqliteTppBook::enrol(EnrolledTpp tpp, Completion<void> done) {
  auto work = [this, tpp = std::move(tpp)](AfterCommit& after_commit) -> Outcome<void> {
    replace(tpp);
    after_commit.emplace_back([this]() noexcept { has_changed(); });
    return {};
  };
  writer_.write<void>(Steps::several, std::move(work), std::move(done));
}

void SqliteTppBook::change(EnrolledTpp tpp, Completion<EnrolledTpp> done) {
  auto work = [this, tpp = std::move(tpp)](AfterCommit& after_commit) -> Outcome<EnrolledTpp> {
    EnrolledTpp next = tpp;
    {
      auto rows = read_decisions_.run(tpp.client_id);
      if (!rows.next()) return refuse(Code::client_unknown);
      next.profile = rows.text(0);
      next.suspended = rows.number(1) != 0;
    }
    replace(next);
    after_commit.emplace_back([this]() noexcept { has_changed(); });
    return next;
  };
  writer_.write<EnrolledTpp>(Steps::several, std::move(work), std::move(done));
}

void SqliteTppBook::remove(std::string client_id, Completion<void> done) {
  auto work = [this, client_id = std::move(client_id)](AfterCommit& after_commit) -> Outcome<void> {
    clear_belongings(client_id);
    delete_tpp_.execute(client_id);
    after_commit.emplace_back([this]() noexcept { has_changed(); });
    return {};
  };
  writer_.write<void>(Steps::several, std::move(work), std::move(done));
}

void SqliteTppBook::replace(const EnrolledTpp& tpp) {
  upsert_tpp_.execute(tpp.client_id, tpp.oid, tpp.name, std::int64_t{tpp.suspended},
                      kept_form_of(tpp.environment), tpp.profile, tpp.registration,
                      tpp.enrolled_at);
  clear_belongings(tpp.client_id);
  for (const TppRole role : tpp.roles) insert_role_.execute(tpp.client_id, name_of(role));
  put_texts(redirect_uris_.insert, tpp.client_id, tpp.redirect_uris);
  put_texts(key_ids_.insert, tpp.client_id, tpp.key_ids);
  put_texts(qwacs_.insert, tpp.client_id, tpp.qwacs);
  std::int64_t position = 0;
  for (const std::string& seal : tpp.seals)
    seals_.insert.execute(tpp.client_id, ++position, Blob{seal});
}

void SqliteTppBook::clear_belongings(const std::string& client_id) {
  delete_roles_.execute(client_id);
  for (List* list : {&redirect_uris_, &seals_, &key_ids_, &qwacs_}) list->clear.execute(client_id);
}

void SqliteTppBook::all(Completion<std::vector<EnrolledTpp>> done) {
  using Everyone = std::vector<EnrolledTpp>;
  done(reader_.read<Everyone>([&]() -> Outcome<Everyone> {
    Everyone everyone;
    {
      auto rows = read_tpps_.run();
      while (rows.next()) {
        EnrolledTpp& tpp = everyone.emplace_back();
        tpp.client_id = rows.text(0);
        tpp.oid = rows.text(1);
        tpp.name = rows.text(2);
        tpp.suspended = rows.number(3) != 0;
        tpp.environment = environment_from(rows.text_if_any(4));
        tpp.profile = rows.text(5);
        tpp.registration = rows.text(6);
        tpp.enrolled_at = rows.instant(7);
      }
    }
    for (EnrolledTpp& tpp : everyone) read_belongings(tpp);
    return everyone;
  }));
}

void SqliteTppBook::read_belongings(EnrolledTpp& tpp) {
  auto role_rows = read_roles_.run(tpp.client_id);
  while (role_rows.next()) {
    const std::string word = role_rows.text(0);
    for (const TppRole role : roles)
      if (name_of(role) == word) tpp.roles.insert(role);
  }
  tpp.redirect_uris = texts_in(redirect_uris_.read.run(tpp.client_id));
  tpp.key_ids = texts_in(key_ids_.read.run(tpp.client_id));
  tpp.qwacs = texts_in(qwacs_.read.run(tpp.client_id));
  auto seal_rows = seals_.read.run(tpp.client_id);
  while (seal_rows.next()) tpp.seals.push_back(seal_rows.blob(0));
}

}  // namespace guichet::store
