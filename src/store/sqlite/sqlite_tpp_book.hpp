// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "store/sqlite/reader.hpp"
#include "store/sqlite/statement.hpp"
#include "store/sqlite/writer.hpp"
#include "store/tpp_book.hpp"

namespace guichet::store {

class SqliteTppBook final : public TppBook {
 public:
  /// `writing` and `reading` are the connections of `writer` and `reader`.
  SqliteTppBook(Connection& writing, Connection& reading, Writer& writer, Reader& reader);

  void enrol(EnrolledTpp tpp, Completion<void> done) override;
  void change(EnrolledTpp tpp, Completion<EnrolledTpp> done) override;
  void remove(std::string client_id, Completion<void> done) override;
  void all(Completion<std::vector<EnrolledTpp>> done) override;
  void version(Completion<std::int64_t> done) override { done(version_.load()); }

  /// The book was changed by other means. Any thread.
  void has_changed() noexcept { ++version_; }

 private:
  /// A list of a TPP, kept in order in a table of its own.
  struct List {
    List(Connection& writing, Connection& reading, const std::string& table,
         const std::string& column);
    Statement clear;
    Statement insert;
    Statement read;
  };

  void replace(const EnrolledTpp& tpp);
  void clear_belongings(const std::string& client_id);
  void read_belongings(EnrolledTpp& tpp);

  Writer& writer_;
  Reader& reader_;
  std::atomic<std::int64_t> version_ = 0;  ///< nobody else has the file open
  Statement upsert_tpp_;
  Statement read_decisions_;
  Statement delete_tpp_;
  Statement delete_roles_;
  Statement insert_role_;
  List redirect_uris_;
  List seals_;
  List key_ids_;
  List qwacs_;
  Statement read_tpps_;  ///< this and the following of the reader's connection
  Statement read_roles_;
};

}  // namespace guichet::store
