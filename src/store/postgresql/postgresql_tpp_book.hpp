// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "store/postgresql/transaction.hpp"
#include "store/tpp_book.hpp"

namespace guichet::store::postgresql {

class PostgresqlTppBook final : public TppBook {
 public:
  explicit PostgresqlTppBook(Transactions& transactions) : transactions_(transactions) {}

  void enrol(EnrolledTpp tpp, Completion<void> done) override;
  void remove(std::string client_id, Completion<void> done) override;
  void all(Completion<std::vector<EnrolledTpp>> done) override;

 private:
  Transactions& transactions_;
};

}  // namespace guichet::store::postgresql
