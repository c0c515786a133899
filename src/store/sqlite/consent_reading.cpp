// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/consent_reading.hpp"

#include <cstdint>
#include <set>
#include <string_view>
#include <utility>

namespace guichet::store {
namespace {

std::set<std::string>& ibans_under(Consent& consent, std::string_view word) {
  if (word == "balances") return consent.balances;
  if (word == "transactions") return consent.transactions;
  return consent.overdrafts;  // the schema knows three words
}

ConsentVersion version_in(const Statement::Rows& row) {
  ConsentVersion version;
  version.version = static_cast<std::uint64_t>(row.number(0));
  version.at = row.instant(1);
  version.consent.psu_identity = row.number(2) != 0;
  version.author = consent_author_of(row.text(3));
  return version;
}

}  // namespace

ConsentReading::ConsentReading(Connection& connection)
    : latest_(connection.prepare(
          "SELECT version, at_ms, psu_identity, put_by FROM consent_version "
          "WHERE establishment = ?1 AND psu = ?2 AND tpp = ?3 ORDER BY version DESC LIMIT 1")),
      versions_(
          connection.prepare("SELECT version, at_ms, psu_identity, put_by FROM consent_version "
                             "WHERE establishment = ?1 AND psu = ?2 AND tpp = ?3 "
                             "ORDER BY version")),
      accounts_(connection.prepare(
          "SELECT kind, iban FROM consent_account "
          "WHERE establishment = ?1 AND psu = ?2 AND tpp = ?3 AND version = ?4")),
      tpps_(connection.prepare("SELECT DISTINCT tpp FROM consent_version "
                               "WHERE establishment = ?1 AND psu = ?2 ORDER BY tpp")),
      keys_(connection.prepare("SELECT DISTINCT establishment, psu, tpp FROM consent_version "
                               "WHERE (?1 = '' OR establishment = ?1) AND (?2 = '' OR psu = ?2) "
                               "AND (?3 = '' OR tpp = ?3) ORDER BY establishment, psu, tpp")),
      emptiness_(connection.prepare(
          "SELECT at_ms, psu_identity = 0 AND NOT EXISTS (SELECT 1 FROM consent_account AS named "
          "WHERE named.establishment = ?1 AND named.psu = ?2 AND named.tpp = ?3 "
          "AND named.version = sent.version) FROM consent_version AS sent "
          "WHERE establishment = ?1 AND psu = ?2 AND tpp = ?3 ORDER BY version DESC")) {}

ConsentVersion ConsentReading::latest(const ConsentKey& key) {
  ConsentVersion latest;
  {
    auto rows = latest_.run(key.establishment, key.psu, key.tpp);
    if (!rows.next()) return latest;
    latest = version_in(rows);
  }
  read_accounts(key, latest);
  return latest;
}

std::vector<ConsentVersion> ConsentReading::all(const ConsentKey& key) {
  std::vector<ConsentVersion> versions;
  {
    auto rows = versions_.run(key.establishment, key.psu, key.tpp);
    while (rows.next()) versions.push_back(version_in(rows));
  }
  for (ConsentVersion& version : versions) read_accounts(key, version);
  return versions;
}

std::vector<ConsentKey> ConsentReading::keys(const ConsentKey& wanted) {
  std::vector<ConsentKey> keys;
  auto rows = keys_.run(wanted.establishment, wanted.psu, wanted.tpp);
  while (rows.next()) keys.emplace_back(rows.text(0), rows.text(1), rows.text(2));
  return keys;
}

std::vector<ConsentToTpp> ConsentReading::of_customer(const std::string& establishment,
                                                      const std::string& psu) {
  std::vector<ConsentToTpp> consents;
  {
    auto rows = tpps_.run(establishment, psu);
    while (rows.next()) consents.emplace_back().tpp = rows.text(0);
  }
  for (ConsentToTpp& consent : consents) {
    const ConsentKey key(establishment, psu, consent.tpp);
    consent.in_force = latest(key);
    read_beginnings(key, consent);
  }
  return consents;
}

void ConsentReading::read_accounts(const ConsentKey& key, ConsentVersion& into) {
  auto rows =
      accounts_.run(key.establishment, key.psu, key.tpp, static_cast<std::int64_t>(into.version));
  while (rows.next()) ibans_under(into.consent, rows.text(0)).insert(rows.text(1));
}

void ConsentReading::read_beginnings(const ConsentKey& key, ConsentToTpp& into) {
  bool unbroken = true;
  auto newest_first = emptiness_.run(key.establishment, key.psu, key.tpp);
  while (newest_first.next()) {
    into.first_at = newest_first.instant(0);
    unbroken &= (newest_first.number(1) != 0) == into.in_force.consent.is_empty();
    if (unbroken) into.since = into.first_at;
  }
}

}  // namespace guichet::store
