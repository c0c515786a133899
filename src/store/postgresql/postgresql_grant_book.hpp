// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "store/grant_book.hpp"
#include "store/postgresql/lookups.hpp"
#include "store/postgresql/sweeper.hpp"
#include "store/postgresql/transaction.hpp"

namespace guichet::store::postgresql {

/// Codes and token pairs in PostgreSQL. Nothing of them is remembered: a pair that any node ended
/// is recalled nowhere from then on. Rows are locked in one order: the code, then its pair.
class PostgresqlGrantBook final : public GrantBook {
 public:
  PostgresqlGrantBook(Transactions& transactions, Lookups& lookups, Sweeper& sweeper)
      : transactions_(transactions), lookups_(lookups), sweeper_(sweeper) {}

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

 private:
  Transactions& transactions_;
  Lookups& lookups_;
  Sweeper& sweeper_;
};

}  // namespace guichet::store::postgresql
