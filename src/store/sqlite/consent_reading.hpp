// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "domain/consent.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/statement.hpp"

namespace guichet::store {

/// Reads the register of consents over one connection: over the writer's, within its transaction.
/// For the thread that has the connection.
class ConsentReading {
 public:
  explicit ConsentReading(Connection& connection);

  /// The version in force; version 0 and an empty consent if none was ever sent.
  ConsentVersion latest(const ConsentKey& key);
  /// All versions, oldest first.
  std::vector<ConsentVersion> all(const ConsentKey& key);
  /// Of every consent ever sent, in their order; empty parts of `wanted` stand for any.
  std::vector<ConsentKey> keys(const ConsentKey& wanted);
  /// By organizationIdentifier.
  std::vector<ConsentToTpp> of_customer(const std::string& establishment, const std::string& psu);

 private:
  void read_accounts(const ConsentKey& key, ConsentVersion& into);
  void read_beginnings(const ConsentKey& key, ConsentToTpp& into);

  Statement latest_;
  Statement versions_;
  Statement accounts_;
  Statement tpps_;
  Statement keys_;
  Statement emptiness_;
};

}  // namespace guichet::store
