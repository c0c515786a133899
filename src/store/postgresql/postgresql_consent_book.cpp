// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/postgresql_consent_book.hpp"

#include <array>
#include <cstdint>
#include <utility>

#include "store/postgresql/consent_rows.hpp"

namespace guichet::store::postgresql {
namespace {

struct KindWord {
  DataKind kind;
  std::string_view word;
};
constexpr std::array kind_words{KindWord{DataKind::balances, "balances"},
                                KindWord{DataKind::transactions, "transactions"},
                                KindWord{DataKind::overdrafts, "overdrafts"}};

constexpr std::string_view select_latest =
    "SELECT sent.version, sent.at_ms, sent.psu_identity, sent.put_by, named.kind, named.iban FROM "
    "(SELECT version, at_ms, psu_identity, put_by FROM consent_version "
    "WHERE establishment = $1 AND psu = $2 AND tpp = $3 ORDER BY version DESC LIMIT 1) AS sent "
    "LEFT JOIN consent_account AS named ON named.establishment = $1 AND named.psu = $2 "
    "AND named.tpp = $3 AND named.version = sent.version";

std::vector<ConsentVersion> versions_in(const Rows& rows) {
  std::vector<ConsentVersion> versions;
  for (int row = 0; row < rows.count(); ++row) add_version(versions, rows, row, 0);
  return versions;
}

ConsentVersion latest_in(const Rows& rows) {
  auto versions = versions_in(rows);
  return versions.empty() ? ConsentVersion{} : std::move(versions.back());
}

/// `versions`, oldest first and at least one, as the customer's consent to `tpp`.
ConsentToTpp summary_of(std::string tpp, std::vector<ConsentVersion> versions) {
  ConsentToTpp consent;
  consent.tpp = std::move(tpp);
  consent.first_at = versions.front().at;
  const bool is_empty = versions.back().consent.is_empty();
  for (auto version = versions.rbegin();
       version != versions.rend() && version->consent.is_empty() == is_empty; ++version)
    consent.since = version->at;
  consent.in_force = std::move(versions.back());
  return consent;
}

std::vector<ConsentToTpp> consents_in(const Rows& rows) {
  std::vector<ConsentToTpp> consents;
  std::string tpp;
  std::vector<ConsentVersion> versions;
  for (int row = 0; row < rows.count(); ++row) {
    std::string of_row = rows.text(row, 0);
    if (of_row != tpp && !versions.empty())
      consents.push_back(summary_of(std::move(tpp), std::exchange(versions, {})));
    tpp = std::move(of_row);
    add_version(versions, rows, row, 1);
  }
  if (!versions.empty()) consents.push_back(summary_of(std::move(tpp), std::move(versions)));
  return consents;
}

/// Holds the pair until the transaction ends: nobody ends it meanwhile.
bool lives(Transaction& transaction, const SecretHash& pair, const ConsentKey& key) {
  return transaction
             .ask(
                 "SELECT 1::bigint FROM access_grant WHERE establishment = $1 "
                 "AND refresh_hash = $2 AND psu = $3 AND tpp = $4 FOR SHARE",
                 key.establishment, pair, key.psu, key.tpp)
             .count() != 0;
}

}  // namespace

void lock_consents(Transaction& transaction, const ConsentKey& key) {
  transaction.lock({lock_of("consents", {key.establishment, key.psu, key.tpp})});
}

ConsentVersion latest_consent(Transaction& transaction, const ConsentKey& key) {
  return latest_in(transaction.ask(select_latest, key.establishment, key.psu, key.tpp));
}

ConsentVersion append_consent(Transaction& transaction, const ConsentKey& key,
                              const Consent& consent, ConsentAuthor author, Instant at) {
  const Rows inserted = transaction.ask(
      "INSERT INTO consent_version (establishment, psu, tpp, version, at_ms, psu_identity, "
      "put_by) SELECT $1, $2, $3, coalesce(max(version), 0) + 1, $4, $5, $6 FROM consent_version "
      "WHERE establishment = $1 AND psu = $2 AND tpp = $3 RETURNING version",
      key.establishment, key.psu, key.tpp, at, consent.psu_identity, word_of(author));
  const std::int64_t number = inserted.number(0, 0);
  std::vector<std::string> kinds;
  std::vector<std::string> ibans;
  for (const auto& [kind, word] : kind_words)
    for (const std::string& iban : ibans_for(consent, kind)) {
      kinds.emplace_back(word);
      ibans.push_back(iban);
    }
  if (!kinds.empty())
    transaction.ask(
        "INSERT INTO consent_account (establishment, psu, tpp, version, kind, iban) "
        "SELECT $1, $2, $3, $4, named.kind, named.iban FROM unnest($5, $6) AS named (kind, iban)",
        key.establishment, key.psu, key.tpp, number, kinds, ibans);
  return {static_cast<std::uint64_t>(number), at, consent, author};
}

void PostgresqlConsentBook::put(ConsentKey key, Consent consent,
                                std::optional<SecretHash> under_pair, Instant at,
                                Completion<ConsentVersion> done) {
  auto work = [key = std::move(key), consent = std::move(consent), under_pair,
               at](Transaction& transaction) -> Outcome<ConsentVersion> {
    lock_consents(transaction, key);
    if (under_pair && !lives(transaction, *under_pair, key))
      return refuse(Code::invalid_token, {}, "the pair ended before its consent was recorded");
    const ConsentAuthor author = under_pair ? ConsentAuthor::tpp : ConsentAuthor::bank;
    return append_consent(transaction, key, consent, author, at);
  };
  transactions_.run<ConsentVersion>(std::move(work), std::move(done));
}

void PostgresqlConsentBook::current(ConsentKey key,
                                    Completion<std::shared_ptr<const ConsentVersion>> done) {
  using Shared = std::shared_ptr<const ConsentVersion>;
  auto read = [](const Rows& rows) -> Outcome<Shared> {
    return std::make_shared<const ConsentVersion>(latest_in(rows));
  };
  lookups_.ask<Shared>({select_latest, Values(key.establishment, key.psu, key.tpp)},
                       std::move(read), std::move(done));
}

void PostgresqlConsentBook::history(ConsentKey key, Completion<std::vector<ConsentVersion>> done) {
  Call call{
      "SELECT sent.version, sent.at_ms, sent.psu_identity, sent.put_by, named.kind, named.iban "
      "FROM consent_version AS sent LEFT JOIN consent_account AS named "
      "USING (establishment, psu, tpp, version) "
      "WHERE establishment = $1 AND psu = $2 AND tpp = $3 ORDER BY sent.version",
      Values(key.establishment, key.psu, key.tpp)};
  auto read = [](const Rows& rows) -> Outcome<std::vector<ConsentVersion>> {
    return versions_in(rows);
  };
  lookups_.ask<std::vector<ConsentVersion>>(std::move(call), std::move(read), std::move(done));
}

void PostgresqlConsentBook::of_customer(std::string establishment, std::string psu,
                                        Completion<std::vector<ConsentToTpp>> done) {
  Call call{
      "SELECT tpp, version, sent.at_ms, sent.psu_identity, sent.put_by, named.kind, named.iban "
      "FROM consent_version AS sent LEFT JOIN consent_account AS named "
      "USING (establishment, psu, tpp, version) "
      "WHERE establishment = $1 AND psu = $2 ORDER BY tpp, version",
      Values(establishment, psu)};
  auto read = [](const Rows& rows) -> Outcome<std::vector<ConsentToTpp>> {
    return consents_in(rows);
  };
  lookups_.ask<std::vector<ConsentToTpp>>(std::move(call), std::move(read), std::move(done));
}

}  // namespace guichet::store::postgresql
