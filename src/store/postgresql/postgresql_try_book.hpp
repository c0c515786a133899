// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/postgresql/lookups.hpp"
#include "store/postgresql/sweeper.hpp"
#include "store/postgresql/transaction.hpp"
#include "store/try_book.hpp"

namespace guichet::store::postgresql {

class PostgresqlTryBook final : public TryBook {
 public:
  PostgresqlTryBook(Transactions& transactions, Lookups& lookups, Sweeper& sweeper,
                    int most_of_a_source)
      : transactions_(transactions),
        lookups_(lookups),
        sweeper_(sweeper),
        most_of_a_source_(most_of_a_source) {}

  void judge(TryKey key, TrySource source, bool is_right, Instant now,
             Completion<TryVerdict> done) override;
  void may_challenge(TryKey key, Instant now, Completion<bool> done) override;
  void may_try(TrySource source, Instant now, Completion<bool> done) override;

 private:
  Transactions& transactions_;
  Lookups& lookups_;
  Sweeper& sweeper_;
  int most_of_a_source_;
};

}  // namespace guichet::store::postgresql
