// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>

#include "store/journey_book.hpp"
#include "store/postgresql/lookups.hpp"
#include "store/postgresql/sweeper.hpp"
#include "store/postgresql/transaction.hpp"

namespace guichet::store::postgresql {

class PostgresqlJourneyBook final : public JourneyBook {
 public:
  PostgresqlJourneyBook(Transactions& transactions, Lookups& lookups, Sweeper& sweeper,
                        JourneyLimits limits)
      : transactions_(transactions), lookups_(lookups), sweeper_(sweeper), limits_(limits) {}

  void open(JourneyKey key, SecretHash source, std::string content, Instant now,
            Completion<void> done) override;
  void find(JourneyKey key, Completion<KeptJourney> done) override;
  void change(JourneyKey key, std::uint64_t version, std::string content,
              Completion<bool> done) override;

 private:
  bool has_room(Transaction& transaction, const std::string& establishment,
                const SecretHash& source, Instant now);

  /// Of each establishment, at most `count` are fresh. Counted anew where the bound may have been
  /// reached, and once a second at most: a flood must not make the database count.
  struct Fresh {
    std::size_t count;
    Instant counted_at;
  };

  Transactions& transactions_;
  Lookups& lookups_;
  Sweeper& sweeper_;
  JourneyLimits limits_;
  std::mutex mutex_;
  std::map<std::string, Fresh> fresh_at_most_;
};

}  // namespace guichet::store::postgresql
