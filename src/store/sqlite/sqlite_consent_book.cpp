// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sqlite_consent_book.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace guichet::store {
namespace {

std::string_view word_for(DataKind kind) {
  switch (kind) {
    case DataKind::balances:
      return "balances";
    case DataKind::transactions:
      return "transactions";
    case DataKind::overdrafts:
      return "overdrafts";
  }
  std::unreachable();
}

}  // namespace

SqliteConsentBook::SqliteConsentBook(Connection& writing, Connection& reading, Writer& writer,
                                     Reader& reader, std::size_t remembered)
    : writer_(writer),
      reader_(reader),
      insert_version_(writing.prepare(
          "INSERT INTO consent_version (establishment, psu, tpp, version, at_ms, psu_identity, "
          "put_by) "
          "SELECT ?1, ?2, ?3, coalesce(max(version), 0) + 1, ?4, ?5, ?6 FROM consent_version "
          "WHERE establishment = ?1 AND psu = ?2 AND tpp = ?3 RETURNING version")),
      insert_account_(writing.prepare(
          "INSERT INTO consent_account (establishment, psu, tpp, version, kind, iban) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6)")),
      select_pair_(writing.prepare("SELECT 1 FROM access_grant WHERE establishment = ?1 "
                                   "AND refresh_hash = ?2 AND psu = ?3 AND tpp = ?4")),
      reading_(reading),
      in_force_(remembered) {}

void SqliteConsentBook::put(ConsentKey key, Consent consent, std::optional<SecretHash> under_pair,
                            Instant at, Completion<ConsentVersion> done) {
  auto work = [this, key = std::move(key), consent = std::move(consent), under_pair,
               at](AfterCommit& after_commit) -> Outcome<ConsentVersion> {
    if (under_pair && !lives(*under_pair, key))
      return refuse(Code::invalid_token, {}, "the pair ended before its consent was recorded");
    const ConsentAuthor author = under_pair ? ConsentAuthor::tpp : ConsentAuthor::bank;
    return append(key, consent, author, at, after_commit);
  };
  writer_.write<ConsentVersion>(Steps::several, std::move(work), std::move(done));
}

bool SqliteConsentBook::lives(const SecretHash& pair, const ConsentKey& key) {
  return select_pair_.run(key.establishment, pair, key.psu, key.tpp).next();
}

ConsentVersion SqliteConsentBook::append(const ConsentKey& key, const Consent& consent,
                                         ConsentAuthor author, Instant at,
                                         AfterCommit& after_commit) {
  std::int64_t number = 0;
  {
    auto rows = insert_version_.run(key.establishment, key.psu, key.tpp, at,
                                    std::int64_t{consent.psu_identity}, word_of(author));
    while (rows.next()) number = rows.number(0);
  }
  writer_.pass(WritePoint::version_inserted);
  for (const DataKind kind : {DataKind::balances, DataKind::transactions, DataKind::overdrafts})
    insert_accounts(key, number, kind, consent);
  ConsentVersion version{static_cast<std::uint64_t>(number), at, consent, author};
  auto kept = std::make_shared<const ConsentVersion>(version);
  after_commit.emplace_back(
      [this, key, kept = std::move(kept)]() noexcept { in_force_.put(key, kept); });
  return version;
}

void SqliteConsentBook::insert_accounts(const ConsentKey& key, std::int64_t version, DataKind kind,
                                        const Consent& consent) {
  for (const std::string& iban : ibans_for(consent, kind)) {
    insert_account_.execute(key.establishment, key.psu, key.tpp, version, word_for(kind), iban);
    writer_.pass(WritePoint::account_inserted);
  }
}

void SqliteConsentBook::current(ConsentKey key,
                                Completion<std::shared_ptr<const ConsentVersion>> done) {
  using Shared = std::shared_ptr<const ConsentVersion>;
  if (!reader_.is_trusted()) return done(Reader::lost());
  auto [version, changes] = in_force_.find(key);
  if (version) return done(std::move(version));
  auto read = reader_.read<Shared>([&]() -> Outcome<Shared> {
    return std::make_shared<const ConsentVersion>(reading_.latest(key));
  });
  if (read) in_force_.fill(key, *read, changes);
  done(std::move(read));
}

void SqliteConsentBook::history(ConsentKey key, Completion<std::vector<ConsentVersion>> done) {
  using Versions = std::vector<ConsentVersion>;
  done(reader_.read<Versions>([&]() -> Outcome<Versions> { return reading_.all(key); }));
}

void SqliteConsentBook::of_customer(std::string establishment, std::string psu,
                                    Completion<std::vector<ConsentToTpp>> done) {
  using Consents = std::vector<ConsentToTpp>;
  done(reader_.read<Consents>(
      [&]() -> Outcome<Consents> { return reading_.of_customer(establishment, psu); }));
}

std::size_t SqliteConsentBook::HashOf::operator()(const ConsentKey& key) const {
  const std::hash<std::string> hash;
  std::size_t sum = hash(key.psu);
  sum = sum * 0x9e3779b97f4a7c15 + hash(key.tpp);
  return sum * 0x9e3779b97f4a7c15 + hash(key.establishment);
}

}  // namespace guichet::store
