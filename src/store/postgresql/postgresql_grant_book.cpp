// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/postgresql_grant_book.hpp"

#include <algorithm>
#include <utility>

namespace guichet::store::postgresql {
namespace {

// In every SELECT of a pair, in this order. A literal, so that the statements are constants.
#define GUICHET_PAIR_COLUMNS                                                             \
  "establishment, psu, tpp, role, client_id, scope, access_hash, access_expires_at_ms, " \
  "refresh_hash, sca_at_ms, certificate_thumbprint"

Grant pair_in(const Rows& rows, int row) {
  Grant grant;
  grant.key = GrantKey(rows.text(row, 0), rows.text(row, 1), rows.text(row, 2), rows.text(row, 3));
  grant.client_id = rows.text(row, 4);
  grant.scope = rows.text(row, 5);
  grant.access_hash = rows.hash(row, 6);
  grant.access_expires_at = rows.instant(row, 7);
  grant.refresh_hash = rows.hash(row, 8);
  grant.sca_at = rows.instant(row, 9);
  grant.certificate_thumbprint = rows.text(row, 10);
  return grant;
}

/// A code and what became of it.
struct KeptCode {
  AuthorizationCode code;
  bool taken;
  bool replayed;
  std::optional<SecretHash> gave;
};

/// Holds the code until the transaction ends.
std::optional<KeptCode> locked_code(Transaction& transaction, const std::string& establishment,
                                    const SecretHash& code_hash) {
  const Rows rows = transaction.ask(
      "SELECT psu, tpp, role, client_id, redirect_uri, code_challenge, sca_at_ms, expires_at_ms, "
      "taken, replayed, gave_refresh_hash FROM authorization_code "
      "WHERE establishment = $1 AND code_hash = $2 FOR UPDATE",
      establishment, code_hash);
  if (rows.count() == 0) return std::nullopt;
  KeptCode kept;
  kept.code.code_hash = code_hash;
  kept.code.key = GrantKey(establishment, rows.text(0, 0), rows.text(0, 1), rows.text(0, 2));
  kept.code.client_id = rows.text(0, 3);
  kept.code.redirect_uri = rows.text(0, 4);
  kept.code.code_challenge = rows.text_if_any(0, 5);
  kept.code.sca_at = rows.instant(0, 6);
  kept.code.expires_at = rows.instant(0, 7);
  kept.taken = rows.truth(0, 8);
  kept.replayed = rows.truth(0, 9);
  kept.gave = rows.hash_if_any(0, 10);
  return kept;
}

Outcome<AuthorizationCode> take(Transaction& transaction, const std::string& establishment,
                                const SecretHash& code_hash, Instant now) {
  auto kept = locked_code(transaction, establishment, code_hash);
  if (!kept) return refuse(Code::oauth_invalid_grant, {}, "code unknown");
  if (kept->taken) {
    transaction.ask(
        "UPDATE authorization_code SET replayed = TRUE WHERE establishment = $1 AND code_hash = $2",
        establishment, code_hash);
    if (kept->gave)
      transaction.ask("DELETE FROM access_grant WHERE establishment = $1 AND refresh_hash = $2",
                      establishment, *kept->gave);
    return refuse(Code::oauth_invalid_grant, {}, "code used a second time");
  }
  if (now >= kept->code.expires_at) return refuse(Code::oauth_invalid_grant, {}, "code expired");
  transaction.ask(
      "UPDATE authorization_code SET taken = TRUE WHERE establishment = $1 AND code_hash = $2",
      establishment, code_hash);
  return std::move(kept->code);
}

Outcome<void> put(Transaction& transaction, const Grant& grant,
                  const std::optional<SecretHash>& from_code) {
  const GrantKey& key = grant.key;
  if (from_code) {
    const auto kept = locked_code(transaction, key.establishment, *from_code);
    if (!kept || !kept->taken || kept->replayed || kept->gave)
      return refuse(Code::oauth_invalid_grant, {}, "the code may give no pair");
    transaction.ask(
        "UPDATE authorization_code SET gave_refresh_hash = $3 "
        "WHERE establishment = $1 AND code_hash = $2",
        key.establishment, *from_code, grant.refresh_hash);
  }
  transaction.ask(
      "INSERT INTO access_grant (" GUICHET_PAIR_COLUMNS
      ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
      "ON CONFLICT (establishment, psu, tpp, role) DO UPDATE SET "
      "client_id = excluded.client_id, scope = excluded.scope, "
      "access_hash = excluded.access_hash, access_expires_at_ms = excluded.access_expires_at_ms, "
      "refresh_hash = excluded.refresh_hash, sca_at_ms = excluded.sca_at_ms, "
      "certificate_thumbprint = excluded.certificate_thumbprint",
      key.establishment, key.psu, key.tpp, key.role, grant.client_id, grant.scope,
      grant.access_hash, grant.access_expires_at, grant.refresh_hash, grant.sca_at,
      grant.certificate_thumbprint);
  return {};
}

/// Who wants a new access token, and which.
struct Renewal {
  std::string establishment;
  std::string client_id;
  SecretHash refresh_hash;
  std::set<std::string> roles;
  SecretHash new_access_hash;
  std::string certificate_thumbprint;
  Instant now;
};

Outcome<Grant> renew(Transaction& transaction, const Renewal& wanted) {
  const Rows rows = transaction.ask("SELECT " GUICHET_PAIR_COLUMNS
                                    " FROM access_grant "
                                    "WHERE establishment = $1 AND refresh_hash = $2 FOR UPDATE",
                                    wanted.establishment, wanted.refresh_hash);
  if (rows.count() == 0) return refuse(Code::oauth_invalid_grant, {}, "refresh token unknown");
  Grant pair = pair_in(rows, 0);
  const Instant end_of_pair = pair.sca_at + sca_validity;
  if (pair.client_id != wanted.client_id)
    return refuse(Code::oauth_invalid_grant, {}, "refresh token of another client");
  if (wanted.now >= end_of_pair)
    return refuse(Code::oauth_invalid_grant, {}, "180 days since the customer's authentication");
  if (!wanted.roles.contains(pair.key.role))
    return refuse(Code::oauth_invalid_scope, {}, "a pair of another role");
  pair.access_hash = wanted.new_access_hash;
  pair.access_expires_at = std::min<Instant>(wanted.now + access_token_lifetime, end_of_pair);
  pair.certificate_thumbprint = wanted.certificate_thumbprint;
  transaction.ask(
      "UPDATE access_grant SET access_hash = $3, access_expires_at_ms = $4, "
      "certificate_thumbprint = $5 WHERE establishment = $1 AND refresh_hash = $2",
      wanted.establishment, wanted.refresh_hash, pair.access_hash, pair.access_expires_at,
      pair.certificate_thumbprint);
  return pair;
}

}  // namespace

void PostgresqlGrantBook::keep_code(AuthorizationCode code, Completion<void> done) {
  auto work = [code = std::move(code)](Transaction& transaction) -> Outcome<void> {
    transaction.ask(
        "INSERT INTO authorization_code (establishment, psu, tpp, role, code_hash, client_id, "
        "redirect_uri, code_challenge, sca_at_ms, expires_at_ms) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        code.key.establishment, code.key.psu, code.key.tpp, code.key.role, code.code_hash,
        code.client_id, code.redirect_uri, code.code_challenge, code.sca_at, code.expires_at);
    return {};
  };
  transactions_.run<void>(std::move(work), std::move(done));
}

void PostgresqlGrantBook::take_code(std::string establishment, SecretHash code_hash, Instant now,
                                    Completion<AuthorizationCode> done) {
  sweeper_.saw_time(establishment, now);
  auto work = [establishment = std::move(establishment), code_hash, now](Transaction& transaction) {
    return take(transaction, establishment, code_hash, now);
  };
  transactions_.run<AuthorizationCode>(std::move(work), std::move(done));
}

void PostgresqlGrantBook::put_grant(Grant grant, std::optional<SecretHash> from_code,
                                    Completion<void> done) {
  auto work = [grant = std::move(grant), from_code](Transaction& transaction) {
    return put(transaction, grant, from_code);
  };
  transactions_.run<void>(std::move(work), std::move(done));
}

void PostgresqlGrantBook::renew_access(std::string establishment, std::string client_id,
                                       SecretHash refresh_hash, std::set<std::string> roles,
                                       SecretHash new_access_hash,
                                       std::string certificate_thumbprint, Instant now,
                                       Completion<Grant> done) {
  auto work = [wanted = Renewal{std::move(establishment), std::move(client_id), refresh_hash,
                                std::move(roles), new_access_hash,
                                std::move(certificate_thumbprint), now}](Transaction& transaction) {
    return renew(transaction, wanted);
  };
  transactions_.run<Grant>(std::move(work), std::move(done));
}

void PostgresqlGrantBook::recall(SecretHash access_hash,
                                 Completion<std::shared_ptr<const Grant>> done) {
  using Pair = std::shared_ptr<const Grant>;
  Call call{"SELECT " GUICHET_PAIR_COLUMNS " FROM access_grant WHERE access_hash = $1",
            Values(access_hash)};
  auto read = [](const Rows& rows) -> Outcome<Pair> {
    if (rows.count() == 0) return refuse(Code::invalid_token, {}, "access token unknown");
    return std::make_shared<const Grant>(pair_in(rows, 0));
  };
  lookups_.ask<Pair>(std::move(call), std::move(read), std::move(done));
}

void PostgresqlGrantBook::pairs_of(std::string establishment, std::string psu, Instant now,
                                   Completion<std::vector<Grant>> done) {
  Call call{"SELECT " GUICHET_PAIR_COLUMNS
            " FROM access_grant WHERE establishment = $1 AND psu = $2 AND sca_at_ms > $3 "
            "ORDER BY tpp, role",
            Values(establishment, psu, Instant{now - sca_validity})};
  auto read = [](const Rows& rows) -> Outcome<std::vector<Grant>> {
    std::vector<Grant> pairs;
    for (int row = 0; row < rows.count(); ++row) pairs.push_back(pair_in(rows, row));
    return pairs;
  };
  lookups_.ask<std::vector<Grant>>(std::move(call), std::move(read), std::move(done));
}

void PostgresqlGrantBook::revoke(std::string establishment, std::string client_id,
                                 SecretHash token_hash, Completion<void> done) {
  auto work = [establishment = std::move(establishment), client_id = std::move(client_id),
               token_hash](Transaction& transaction) -> Outcome<void> {
    transaction.ask(
        "DELETE FROM access_grant WHERE establishment = $1 AND client_id = $2 "
        "AND (access_hash = $3 OR refresh_hash = $3)",
        establishment, client_id, token_hash);
    return {};
  };
  transactions_.run<void>(std::move(work), std::move(done));
}

void PostgresqlGrantBook::end_client(std::string client_id, Completion<void> done) {
  auto work = [client_id = std::move(client_id)](Transaction& transaction) -> Outcome<void> {
    transaction.ask("DELETE FROM authorization_code WHERE client_id = $1", client_id);
    transaction.ask("DELETE FROM access_grant WHERE client_id = $1", client_id);
    return {};
  };
  transactions_.run<void>(std::move(work), std::move(done));
}

}  // namespace guichet::store::postgresql
