// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/sqlite/reader.hpp"
#include "store/sqlite/statement.hpp"
#include "store/sqlite/sweeper.hpp"
#include "store/sqlite/writer.hpp"
#include "store/try_book.hpp"

namespace guichet::store {

class SqliteTryBook final : public TryBook {
 public:
  /// `writing` is the connection of `writer`.
  SqliteTryBook(Connection& writing, Connection& reading, Writer& writer, Reader& reader,
                Sweeper& sweeper, int most_of_a_source);

  void judge(TryKey key, TrySource source, bool is_right, Instant now,
             Completion<TryVerdict> done) override;
  void may_challenge(TryKey key, Instant now, Completion<bool> done) override;
  void may_try(TrySource source, Instant now, Completion<bool> done) override;

 private:
  TryVerdict judge_and_count(const TryKey& key, bool is_right, Instant now);

  Writer& writer_;
  Reader& reader_;
  Sweeper& sweeper_;
  int most_of_a_source_;
  Statement read_;
  Statement keep_;
  Statement forget_;
  Statement read_source_;
  Statement keep_source_;
  Statement look_at_source_;
  Statement read_challenges_;
  Statement keep_challenges_;
};

}  // namespace guichet::store
