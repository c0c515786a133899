// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "store/consent_book.hpp"
#include "store/remembered.hpp"
#include "store/sqlite/consent_reading.hpp"
#include "store/sqlite/reader.hpp"
#include "store/sqlite/statement.hpp"
#include "store/sqlite/writer.hpp"

namespace guichet::store {

/// The register of consents in SQLite. Consents in use are remembered, "never sent" among them.
class SqliteConsentBook final : public ConsentBook {
 public:
  /// `writing` and `reading` are the connections of `writer` and `reader`; `remembered` is how many
  /// consents are held in memory.
  SqliteConsentBook(Connection& writing, Connection& reading, Writer& writer, Reader& reader,
                    std::size_t remembered);

  void put(ConsentKey key, Consent consent, std::optional<SecretHash> under_pair, Instant at,
           Completion<ConsentVersion> done) override;
  void current(ConsentKey key, Completion<std::shared_ptr<const ConsentVersion>> done) override;
  void history(ConsentKey key, Completion<std::vector<ConsentVersion>> done) override;
  void of_customer(std::string establishment, std::string psu,
                   Completion<std::vector<ConsentToTpp>> done) override;

  /// All that is in memory, after the tables were emptied.
  void forget_all() { in_force_.forget_all(); }

  /// Appends a version in a transaction of the writer.
  ConsentVersion append(const ConsentKey& key, const Consent& consent, ConsentAuthor author,
                        Instant at, AfterCommit& after_commit);

 private:
  bool lives(const SecretHash& pair, const ConsentKey& key);
  void insert_accounts(const ConsentKey& key, std::int64_t version, DataKind kind,
                       const Consent& consent);

  struct HashOf {
    std::size_t operator()(const ConsentKey& key) const;
  };

  Writer& writer_;
  Reader& reader_;
  Statement insert_version_;
  Statement insert_account_;
  Statement select_pair_;
  ConsentReading reading_;  ///< of the reader's connection
  Remembered<ConsentKey, ConsentVersion, HashOf> in_force_;
};

}  // namespace guichet::store
