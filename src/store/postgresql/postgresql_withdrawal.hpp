// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/postgresql/transaction.hpp"
#include "store/withdrawal.hpp"

namespace guichet::store::postgresql {

class PostgresqlWithdrawal final : public Withdrawal {
 public:
  explicit PostgresqlWithdrawal(Transactions& transactions) : transactions_(transactions) {}

  void withdraw_all(ConsentKey key, std::optional<std::string> role, Instant at,
                    Completion<ConsentVersion> done) override;
  void withdraw_part(ConsentKey key, ConsentPart part, Instant at,
                     Completion<ConsentVersion> done) override;

 private:
  Transactions& transactions_;
};

}  // namespace guichet::store::postgresql
