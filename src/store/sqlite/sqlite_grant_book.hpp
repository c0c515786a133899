// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "store/grant_book.hpp"
#include "store/remembered.hpp"
#include "store/sqlite/reader.hpp"
#include "store/sqlite/statement.hpp"
#include "store/sqlite/sweeper.hpp"
#include "store/sqlite/writer.hpp"

namespace guichet::store {

/// Codes and token pairs in SQLite. Pairs in use are remembered by their access token.
class SqliteGrantBook final : public GrantBook {
 public:
  /// `writing` and `reading` are the connections of `writer` and `reader`; `remembered` is how many
  /// pairs are held in memory.
  SqliteGrantBook(Connection& writing, Connection& reading, Writer& writer, Reader& reader,
                  Sweeper& sweeper, std::size_t remembered);

  void keep_code(AuthorizationCode code, Completion<void> done) override;
  void take_code(std::string establishment, SecretHash code_hash, Instant now,
                 Completion<AuthorizationCode> done) override;
  void put_grant(Grant grant, std::optional<SecretHash> from_code, Completion<void> done) override;
  void renew_access(std::string establishment, std::string client_id, SecretHash refresh_hash,
                    std::set<std::string> roles, SecretHash new_access_hash,
                    std::string certificate_thumbprint, Instant now,
                    Completion<Grant> done) override;
  void recall(SecretHash access_hash, Completion<std::shared_ptr<const Grant>> done) override;
  void pairs_of(std::string establishment, std::string psu, Instant now,
                Completion<std::vector<Grant>> done) override;
  void revoke(std::string establishment, std::string client_id, SecretHash token_hash,
              Completion<void> done) override;
  void end_client(std::string client_id, Completion<void> done) override;

  /// All that is in memory, after the tables were emptied.
  void forget_all() { pairs_.forget_all(); }

  /// For whoever ends a pair in a transaction of the writer.
  void forget_later(const SecretHash& access_hash, AfterCommit& after_commit);

 private:
  // The rules, on the writer's thread.
  Outcome<void> keep(const AuthorizationCode& code);
  Outcome<AuthorizationCode> take(const std::string& establishment, const SecretHash& code_hash,
                                  Instant now, AfterCommit& after_commit);
  Outcome<void> put(const Grant& grant, const std::optional<SecretHash>& from_code,
                    AfterCommit& after_commit);
  bool may_give(const std::string& establishment, const SecretHash& code_hash);
  void put_later(const Grant& grant, AfterCommit& after_commit);

  struct HashOf {
    std::size_t operator()(const SecretHash& hash) const;
  };

  Writer& writer_;
  Reader& reader_;
  Sweeper& sweeper_;
  Statement insert_code_;
  Statement select_code_;
  Statement burn_code_;
  Statement mark_replayed_;
  Statement note_pair_of_code_;
  Statement delete_pair_by_refresh_;
  Statement select_pair_by_key_;
  Statement upsert_pair_;
  Statement select_pair_by_refresh_;
  Statement update_access_;
  Statement delete_pair_by_token_;
  Statement delete_pairs_of_client_;
  Statement delete_codes_of_client_;
  Statement read_pair_by_access_;  ///< this and the following of the reader's connection
  Statement read_pairs_of_customer_;
  Remembered<SecretHash, Grant, HashOf> pairs_;
};

}  // namespace guichet::store
