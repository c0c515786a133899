// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sqlite_grant_book.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

namespace guichet::store {
namespace {

constexpr const char* pair_columns =
    "establishment, psu, tpp, role, client_id, scope, access_hash, access_expires_at_ms, "
    "refresh_hash, sca_at_ms, certificate_thumbprint";

std::string select_pair_where(const std::string& condition) {
  return "SELECT " + std::string(pair_columns) + " FROM access_grant WHERE " + condition;
}

Grant pair_in(const Statement::Rows& row) {
  Grant grant;
  grant.key = GrantKey(row.text(0), row.text(1), row.text(2), row.text(3));
  grant.client_id = row.text(4);
  grant.scope = row.text(5);
  grant.access_hash = row.hash(6);
  grant.access_expires_at = row.instant(7);
  grant.refresh_hash = row.hash(8);
  grant.sca_at = row.instant(9);
  grant.certificate_thumbprint = row.text(10);
  return grant;
}

std::optional<Grant> pair_from(Statement::Rows rows) {
  if (!rows.next()) return std::nullopt;
  return pair_in(rows);
}

/// A code and what became of it.
struct KeptCode {
  AuthorizationCode code;
  bool taken;
  bool replayed;
  std::optional<SecretHash> gave;
};

std::optional<KeptCode> code_from(Statement::Rows rows) {
  if (!rows.next()) return std::nullopt;
  KeptCode kept;
  kept.code.key = GrantKey(rows.text(0), rows.text(1), rows.text(2), rows.text(3));
  kept.code.code_hash = rows.hash(4);
  kept.code.client_id = rows.text(5);
  kept.code.redirect_uri = rows.text(6);
  kept.code.code_challenge = rows.text_if_any(7);
  kept.code.sca_at = rows.instant(8);
  kept.code.expires_at = rows.instant(9);
  kept.taken = rows.number(10) != 0;
  kept.replayed = rows.number(11) != 0;
  kept.gave = rows.hash_if_any(12);
  return kept;
}

}  // namespace

SqliteGrantBook::SqliteGrantBook(Connection& writing, Connection& reading, Writer& writer,
                                 Reader& reader, Sweeper& sweeper, std::size_t remembered)
    : writer_(writer),
      reader_(reader),
      sweeper_(sweeper),
      insert_code_(writing.prepare(
          "INSERT INTO authorization_code (establishment, psu, tpp, role, code_hash, client_id, "
          "redirect_uri, code_challenge, sca_at_ms, expires_at_ms) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")),
      select_code_(writing.prepare(
          "SELECT establishment, psu, tpp, role, code_hash, client_id, redirect_uri, "
          "code_challenge, sca_at_ms, expires_at_ms, taken, replayed, gave_refresh_hash "
          "FROM authorization_code WHERE establishment = ?1 AND code_hash = ?2")),
      burn_code_(writing.prepare("UPDATE authorization_code SET taken = 1 "
                                 "WHERE establishment = ?1 AND code_hash = ?2")),
      mark_replayed_(writing.prepare("UPDATE authorization_code SET replayed = 1 "
                                     "WHERE establishment = ?1 AND code_hash = ?2")),
      note_pair_of_code_(writing.prepare("UPDATE authorization_code SET gave_refresh_hash = ?3 "
                                         "WHERE establishment = ?1 AND code_hash = ?2")),
      delete_pair_by_refresh_(writing.prepare(
          "DELETE FROM access_grant WHERE establishment = ?1 AND refresh_hash = ?2")),
      select_pair_by_key_(writing.prepare(
          select_pair_where("establishment = ?1 AND psu = ?2 AND tpp = ?3 AND role = ?4"))),
      upsert_pair_(
          writing.prepare("INSERT INTO access_grant (" + std::string(pair_columns) +
                          ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) "
                          "ON CONFLICT (establishment, psu, tpp, role) DO UPDATE SET "
                          "client_id = excluded.client_id, scope = excluded.scope, "
                          "access_hash = excluded.access_hash, "
                          "access_expires_at_ms = excluded.access_expires_at_ms, "
                          "refresh_hash = excluded.refresh_hash, sca_at_ms = excluded.sca_at_ms, "
                          "certificate_thumbprint = excluded.certificate_thumbprint")),
      select_pair_by_refresh_(
          writing.prepare(select_pair_where("establishment = ?1 AND refresh_hash = ?2"))),
      update_access_(writing.prepare(
          "UPDATE access_grant SET access_hash = ?3, access_expires_at_ms = ?4, "
          "certificate_thumbprint = ?5 WHERE establishment = ?1 AND refresh_hash = ?2")),
      delete_pair_by_token_(
          writing.prepare("DELETE FROM access_grant WHERE establishment = ?1 AND client_id = ?2 "
                          "AND (access_hash = ?3 OR refresh_hash = ?3) RETURNING access_hash")),
      delete_pairs_of_client_(
          writing.prepare("DELETE FROM access_grant WHERE client_id = ?1 RETURNING access_hash")),
      delete_codes_of_client_(
          writing.prepare("DELETE FROM authorization_code WHERE client_id = ?1")),
      read_pair_by_access_(reading.prepare(select_pair_where("access_hash = ?1"))),
      read_pairs_of_customer_(
          reading.prepare(select_pair_where("establishment = ?1 AND psu = ?2 AND sca_at_ms > ?3") +
                          " ORDER BY tpp, role")),
      pairs_(remembered) {}

Outcome<void> SqliteGrantBook::keep(const AuthorizationCode& code) {
  insert_code_.execute(code.key.establishment, code.key.psu, code.key.tpp, code.key.role,
                       code.code_hash, code.client_id, code.redirect_uri, code.code_challenge,
                       code.sca_at, code.expires_at);
  return {};
}

Outcome<AuthorizationCode> SqliteGrantBook::take(const std::string& establishment,
                                                 const SecretHash& code_hash, Instant now,
                                                 AfterCommit& after_commit) {
  sweeper_.saw_time(establishment, now);
  auto kept = code_from(select_code_.run(establishment, code_hash));
  if (!kept) return refuse(Code::oauth_invalid_grant, {}, "code unknown");
  if (kept->taken) {
    mark_replayed_.execute(establishment, code_hash);
    if (kept->gave) {
      const auto pair = pair_from(select_pair_by_refresh_.run(establishment, *kept->gave));
      if (pair) {
        delete_pair_by_refresh_.execute(establishment, *kept->gave);
        forget_later(pair->access_hash, after_commit);
      }
    }
    return refuse(Code::oauth_invalid_grant, {}, "code used a second time");
  }
  if (now >= kept->code.expires_at) return refuse(Code::oauth_invalid_grant, {}, "code expired");
  burn_code_.execute(establishment, code_hash);
  return std::move(kept->code);
}

bool SqliteGrantBook::may_give(const std::string& establishment, const SecretHash& code_hash) {
  const auto kept = code_from(select_code_.run(establishment, code_hash));
  return kept && kept->taken && !kept->replayed && !kept->gave;
}

Outcome<void> SqliteGrantBook::put(const Grant& grant, const std::optional<SecretHash>& from_code,
                                   AfterCommit& after_commit) {
  const GrantKey& key = grant.key;
  if (from_code && !may_give(key.establishment, *from_code))
    return refuse(Code::oauth_invalid_grant, {}, "the code may give no pair");
  const auto former =
      pair_from(select_pair_by_key_.run(key.establishment, key.psu, key.tpp, key.role));
  upsert_pair_.execute(key.establishment, key.psu, key.tpp, key.role, grant.client_id, grant.scope,
                       grant.access_hash, grant.access_expires_at, grant.refresh_hash, grant.sca_at,
                       grant.certificate_thumbprint);
  if (from_code) note_pair_of_code_.execute(key.establishment, *from_code, grant.refresh_hash);
  if (former) forget_later(former->access_hash, after_commit);
  put_later(grant, after_commit);
  return {};
}

void SqliteGrantBook::forget_later(const SecretHash& access_hash, AfterCommit& after_commit) {
  after_commit.emplace_back([this, access_hash]() noexcept { pairs_.forget(access_hash); });
}

void SqliteGrantBook::put_later(const Grant& grant, AfterCommit& after_commit) {
  auto kept = std::make_shared<const Grant>(grant);
  after_commit.emplace_back(
      [this, kept = std::move(kept)]() noexcept { pairs_.put(kept->access_hash, kept); });
}

void SqliteGrantBook::keep_code(AuthorizationCode code, Completion<void> done) {
  writer_.write<void>(
      Steps::one, [this, code = std::move(code)](AfterCommit&) { return keep(code); },
      std::move(done));
}

void SqliteGrantBook::take_code(std::string establishment, SecretHash code_hash, Instant now,
                                Completion<AuthorizationCode> done) {
  auto work = [this, establishment = std::move(establishment), code_hash,
               now](AfterCommit& after_commit) {
    return take(establishment, code_hash, now, after_commit);
  };
  writer_.write<AuthorizationCode>(Steps::several, std::move(work), std::move(done));
}

void SqliteGrantBook::put_grant(Grant grant, std::optional<SecretHash> from_code,
                                Completion<void> done) {
  auto work = [this, grant = std::move(grant), from_code](AfterCommit& after_commit) {
    return put(grant, from_code, after_commit);
  };
  writer_.write<void>(Steps::several, std::move(work), std::move(done));
}

void SqliteGrantBook::renew_access(std::string establishment, std::string client_id,
                                   SecretHash refresh_hash, std::set<std::string> roles,
                                   SecretHash new_access_hash, std::string certificate_thumbprint,
                                   Instant now, Completion<Grant> done) {
  auto work = [this, establishment = std::move(establishment), client_id = std::move(client_id),
               refresh_hash, roles = std::move(roles), new_access_hash,
               thumbprint = std::move(certificate_thumbprint),
               now](AfterCommit& after_commit) -> Outcome<Grant> {
    auto pair = pair_from(select_pair_by_refresh_.run(establishment, refresh_hash));
    if (!pair) return refuse(Code::oauth_invalid_grant, {}, "refresh token unknown");
    const Instant end_of_pair = pair->sca_at + sca_validity;
    if (pair->client_id != client_id)
      return refuse(Code::oauth_invalid_grant, {}, "refresh token of another client");
    if (now >= end_of_pair)
      return refuse(Code::oauth_invalid_grant, {}, "180 days since the customer's authentication");
    if (!roles.contains(pair->key.role))
      return refuse(Code::oauth_invalid_scope, {}, "a pair of another role");
    const SecretHash former_access_hash = pair->access_hash;
    pair->access_hash = new_access_hash;
    pair->access_expires_at = std::min<Instant>(now + access_token_lifetime, end_of_pair);
    pair->certificate_thumbprint = thumbprint;
    update_access_.execute(establishment, refresh_hash, pair->access_hash, pair->access_expires_at,
                           thumbprint);
    forget_later(former_access_hash, after_commit);
    put_later(*pair, after_commit);
    return std::move(*pair);
  };
  writer_.write<Grant>(Steps::one, std::move(work), std::move(done));
}

void SqliteGrantBook::recall(SecretHash access_hash,
                             Completion<std::shared_ptr<const Grant>> done) {
  using Pair = std::shared_ptr<const Grant>;
  if (!reader_.is_trusted()) return done(Reader::lost());
  auto [pair, changes] = pairs_.find(access_hash);
  if (pair) return done(std::move(pair));
  auto read = reader_.read<Pair>([&]() -> Outcome<Pair> {
    auto kept = pair_from(read_pair_by_access_.run(access_hash));
    if (!kept) return refuse(Code::invalid_token, {}, "access token unknown");
    return std::make_shared<const Grant>(std::move(*kept));
  });
  if (read) pairs_.fill(access_hash, *read, changes);
  done(std::move(read));
}

void SqliteGrantBook::pairs_of(std::string establishment, std::string psu, Instant now,
                               Completion<std::vector<Grant>> done) {
  using Pairs = std::vector<Grant>;
  done(reader_.read<Pairs>([&]() -> Outcome<Pairs> {
    Pairs pairs;
    auto rows = read_pairs_of_customer_.run(establishment, psu, Instant{now - sca_validity});
    while (rows.next()) pairs.push_back(pair_in(rows));
    return pairs;
  }));
}

void SqliteGrantBook::revoke(std::string establishment, std::string client_id,
                             SecretHash token_hash, Completion<void> done) {
  auto work = [this, establishment = std::move(establishment), client_id = std::move(client_id),
               token_hash](AfterCommit& after_commit) -> Outcome<void> {
    auto ended = delete_pair_by_token_.run(establishment, client_id, token_hash);
    while (ended.next()) forget_later(ended.hash(0), after_commit);
    return {};
  };
  writer_.write<void>(Steps::one, std::move(work), std::move(done));
}

void SqliteGrantBook::end_client(std::string client_id, Completion<void> done) {
  auto work = [this, client_id = std::move(client_id)](AfterCommit& after_commit) -> Outcome<void> {
    delete_codes_of_client_.execute(client_id);
    auto ended = delete_pairs_of_client_.run(client_id);
    while (ended.next()) forget_later(ended.hash(0), after_commit);
    return {};
  };
  writer_.write<void>(Steps::several, std::move(work), std::move(done));
}

std::size_t SqliteGrantBook::HashOf::operator()(const SecretHash& hash) const {
  // SHA-256 is evenly spread: any part of it will do.
  std::size_t part = 0;
  std::memcpy(&part, hash.data(), sizeof part);
  return part;
}

}  // namespace guichet::store
