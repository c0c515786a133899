// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "store/sqlite/reader.hpp"
#include "store/sqlite/statement.hpp"
#include "store/sqlite/writer.hpp"
#include "store/tpp_book.hpp"

namespace guichet::store {

/// Enrolled TPPs in SQLite. They are enrolled with the whole group, not with an establishment.
class SqliteTppBook final : public TppBook {
 public:
  /// `writing` and `reading` are the connections of `writer` and `reader`.
  SqliteTppBook(Connection& writing, Connection& reading, Writer& writer, Reader& reader);

  void enrol(EnrolledTpp tpp, Completion<void> done) override;
  void all(Completion<std::vector<EnrolledTpp>> done) override;

 private:
  void replace(const EnrolledTpp& tpp);
  void read_belongings(EnrolledTpp& tpp);

  Writer& writer_;
  Reader& reader_;
  Statement upsert_tpp_;
  Statement delete_roles_;
  Statement delete_redirect_uris_;
  Statement delete_seals_;
  Statement insert_role_;
  Statement insert_redirect_uri_;
  Statement insert_seal_;
  Statement read_tpps_;  ///< this and the following of the reader's connection
  Statement read_roles_;
  Statement read_redirect_uris_;
  Statement read_seals_;
};

}  // namespace guichet::store
