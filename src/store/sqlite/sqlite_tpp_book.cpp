// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sqlite_tpp_book.hpp"

#include <array>
#include <cstdint>
#include <utility>

namespace guichet::store {
namespace {

constexpr std::array roles{TppRole::account_servicing, TppRole::payment_initiation,
                           TppRole::account_information, TppRole::card_issuing};

}  // namespace

SqliteTppBook::SqliteTppBook(Connection& writing, Connection& reading, Writer& writer,
                             Reader& reader)
    : writer_(writer),
      reader_(reader),
      upsert_tpp_(writing.prepare(
          "INSERT INTO tpp (client_id, oid, name, key_id, suspended) VALUES (?1, ?2, ?3, ?4, ?5) "
          "ON CONFLICT DO UPDATE SET oid = excluded.oid, name = excluded.name, "
          "key_id = excluded.key_id, suspended = excluded.suspended")),
      delete_roles_(writing.prepare("DELETE FROM tpp_role WHERE client_id = ?1")),
      delete_redirect_uris_(writing.prepare("DELETE FROM tpp_redirect_uri WHERE client_id = ?1")),
      delete_seals_(writing.prepare("DELETE FROM tpp_seal WHERE client_id = ?1")),
      insert_role_(writing.prepare("INSERT INTO tpp_role (client_id, role) VALUES (?1, ?2)")),
      insert_redirect_uri_(writing.prepare(
          "INSERT INTO tpp_redirect_uri (client_id, position, uri) VALUES (?1, ?2, ?3)")),
      insert_seal_(writing.prepare(
          "INSERT INTO tpp_seal (client_id, position, certificate) VALUES (?1, ?2, ?3)")),
      read_tpps_(reading.prepare(
          "SELECT client_id, oid, name, key_id, suspended FROM tpp ORDER BY client_id")),
      read_roles_(reading.prepare("SELECT role FROM tpp_role WHERE client_id = ?1")),
      read_redirect_uris_(reading.prepare(
          "SELECT uri FROM tpp_redirect_uri WHERE client_id = ?1 ORDER BY position")),
      read_seals_(reading.prepare(
          "SELECT certificate FROM tpp_seal WHERE client_id = ?1 ORDER BY position")) {}

void SqliteTppBook::enrol(EnrolledTpp tpp, Completion<void> done) {
  auto work = [this, tpp = std::move(tpp)](AfterCommit&) -> Outcome<void> {
    replace(tpp);
    return {};
  };
  writer_.write<void>(Steps::several, std::move(work), std::move(done));
}

void SqliteTppBook::replace(const EnrolledTpp& tpp) {
  upsert_tpp_.execute(tpp.client_id, tpp.oid, tpp.name, tpp.key_id, std::int64_t{tpp.suspended});
  delete_roles_.execute(tpp.client_id);
  delete_redirect_uris_.execute(tpp.client_id);
  delete_seals_.execute(tpp.client_id);
  for (const TppRole role : tpp.roles) insert_role_.execute(tpp.client_id, name_of(role));
  std::int64_t position = 0;
  for (const std::string& uri : tpp.redirect_uris)
    insert_redirect_uri_.execute(tpp.client_id, ++position, uri);
  position = 0;
  for (const std::string& seal : tpp.seals)
    insert_seal_.execute(tpp.client_id, ++position, Blob{seal});
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
        tpp.key_id = rows.text(3);
        tpp.suspended = rows.number(4) != 0;
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
  auto uri_rows = read_redirect_uris_.run(tpp.client_id);
  while (uri_rows.next()) tpp.redirect_uris.push_back(uri_rows.text(0));
  auto seal_rows = read_seals_.run(tpp.client_id);
  while (seal_rows.next()) tpp.seals.push_back(seal_rows.blob(0));
}

}  // namespace guichet::store
