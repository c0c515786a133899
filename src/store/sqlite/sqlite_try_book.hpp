// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/sqlite/statement.hpp"
#include "store/sqlite/sweeper.hpp"
#include "store/sqlite/writer.hpp"
#include "store/try_book.hpp"

namespace guichet::store {

class SqliteTryBook final : public TryBook {
 public:
  /// `writing` is the connection of `writer`.
  SqliteTryBook(Connection& writing, Writer& writer, Sweeper& sweeper);

  void judge(TryKey key, bool is_right, Instant now, Completion<TryVerdict> done) override;

 private:
  Writer& writer_;
  Sweeper& sweeper_;
  Statement read_;
  Statement keep_;
  Statement forget_;
};

}  // namespace guichet::store
