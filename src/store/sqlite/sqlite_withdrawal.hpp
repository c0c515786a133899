// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/sqlite/consent_reading.hpp"
#include "store/sqlite/sqlite_consent_book.hpp"
#include "store/sqlite/sqlite_grant_book.hpp"
#include "store/sqlite/statement.hpp"
#include "store/sqlite/writer.hpp"
#include "store/withdrawal.hpp"

namespace guichet::store {

class SqliteWithdrawal final : public Withdrawal {
 public:
  /// `writing` is the connection of `writer`; the books write through it too.
  SqliteWithdrawal(Connection& writing, Writer& writer, SqliteGrantBook& grants,
                   SqliteConsentBook& consents);

  void withdraw_all(ConsentKey key, std::optional<std::string> role, Instant at,
                    Completion<ConsentVersion> done) override;
  void withdraw_part(ConsentKey key, ConsentPart part, Instant at,
                     Completion<ConsentVersion> done) override;

 private:
  void end_grants(const ConsentKey& key, const std::optional<std::string>& role,
                  AfterCommit& after_commit);
  Outcome<ConsentVersion> leave(const ConsentKey& key, ConsentVersion in_force, Consent left,
                                Instant at, AfterCommit& after_commit);

  Writer& writer_;
  SqliteGrantBook& grants_;
  SqliteConsentBook& consents_;
  Statement delete_codes_;
  Statement delete_pairs_;
  ConsentReading reading_;  ///< of the writer's connection
};

}  // namespace guichet::store
