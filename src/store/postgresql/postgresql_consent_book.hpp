// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "store/consent_book.hpp"
#include "store/postgresql/lookups.hpp"
#include "store/postgresql/transaction.hpp"

namespace guichet::store::postgresql {

/// The register of consents in PostgreSQL. Nothing of it is remembered, so every node sees a
/// consent as soon as it is acknowledged.
class PostgresqlConsentBook final : public ConsentBook {
 public:
  PostgresqlConsentBook(Transactions& transactions, Lookups& lookups)
      : transactions_(transactions), lookups_(lookups) {}

  void put(ConsentKey key, Consent consent, std::optional<SecretHash> under_pair, Instant at,
           Completion<ConsentVersion> done) override;
  void current(ConsentKey key, Completion<std::shared_ptr<const ConsentVersion>> done) override;
  void history(ConsentKey key, Completion<std::vector<ConsentVersion>> done) override;
  void of_customer(std::string establishment, std::string psu,
                   Completion<std::vector<ConsentToTpp>> done) override;

 private:
  Transactions& transactions_;
  Lookups& lookups_;
};

/// Holds the consents of `key` against everyone else who would add a version. First of all in a
/// transaction.
void lock_consents(Transaction& transaction, const ConsentKey& key);

/// Under the lock: the version in force.
ConsentVersion latest_consent(Transaction& transaction, const ConsentKey& key);

/// Under the lock: appends a version, which is in force from then on.
ConsentVersion append_consent(Transaction& transaction, const ConsentKey& key,
                              const Consent& consent, ConsentAuthor author, Instant at);

}  // namespace guichet::store::postgresql
