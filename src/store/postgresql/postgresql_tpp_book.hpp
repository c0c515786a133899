// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/postgresql/lookups.hpp"
#include "store/postgresql/transaction.hpp"
#include "store/tpp_book.hpp"

namespace guichet::store::postgresql {

/// What every change of the TPPs begins with: from then on this transaction alone changes them, on
/// any node, and all nodes will see that they were changed.
Call begin_change_of_tpps();

/// Enrolled TPPs in PostgreSQL. Changes run on one thread, in order, so that a node that is told of
/// two keeps the second.
class PostgresqlTppBook final : public TppBook {
 public:
  PostgresqlTppBook(Transactions& transactions, Lookups& lookups)
      : transactions_(transactions), lookups_(lookups) {}

  void enrol(EnrolledTpp tpp, Completion<void> done) override;
  void change(EnrolledTpp tpp, Completion<EnrolledTpp> done) override;
  void remove(std::string client_id, Completion<void> done) override;
  void all(Completion<std::vector<EnrolledTpp>> done) override;
  void version(Completion<std::int64_t> done) override;

 private:
  Transactions& transactions_;
  Lookups& lookups_;
};

}  // namespace guichet::store::postgresql
