// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "store/journey_book.hpp"
#include "store/sqlite/reader.hpp"
#include "store/sqlite/statement.hpp"
#include "store/sqlite/sweeper.hpp"
#include "store/sqlite/writer.hpp"

namespace guichet::store {

class SqliteJourneyBook final : public JourneyBook {
 public:
  /// `writing` is the connection of `writer`, `reading` that of `reader`.
  SqliteJourneyBook(Connection& writing, Connection& reading, Writer& writer, Reader& reader,
                    Sweeper& sweeper, JourneyLimits limits);

  void open(JourneyKey key, SecretHash source, std::string content, Instant now,
            Completion<void> done) override;
  void find(JourneyKey key, Completion<KeptJourney> done) override;
  void change(JourneyKey key, std::uint64_t version, std::string content,
              Completion<bool> done) override;

 private:
  bool has_room(const std::string& establishment, const SecretHash& source, Instant now);

  Writer& writer_;
  Reader& reader_;
  Sweeper& sweeper_;
  JourneyLimits limits_;
  Connection& writing_;
  Statement insert_;
  Statement count_of_source_;
  Statement delete_oldest_of_source_;
  Statement count_fresh_;
  Statement change_;
  Statement read_;
  /// Of each establishment, at most `count` are fresh. Counted anew where the bound may have been
  /// reached, and once a second at most: a flood must not make the writer count. Writer's thread
  /// only.
  struct Fresh {
    std::size_t count;
    Instant counted_at;
  };
  std::map<std::string, Fresh> fresh_at_most_;
};

}  // namespace guichet::store
