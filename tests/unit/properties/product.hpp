// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "call.hpp"
#include "domain/clock.hpp"
#include "store/consent_book.hpp"
#include "store/grant_book.hpp"
#include "store/quota_book.hpp"
#include "store/withdrawal.hpp"

namespace guichet::properties {

/// The books of a store, memory or SQLite.
struct Books {
  store::GrantBook& grants;
  store::ConsentBook& consents;
  store::QuotaBook& quota;
  store::Withdrawal& withdrawal;
};

/// The product behind the checks of the counter: its methods over its embedded bank and a store of
/// its own. The one place that knows how they are called.
class Product {
 public:
  Product();
  ~Product();

  /// Begins on `books`, which outlive it or its next stop.
  void start(Books books, const World& world, Millis now);
  void stop();

  Reply answer(const Call& call);
  void change(const World& world);

 private:
  class Desk;
  std::unique_ptr<Desk> desk_;
};

}  // namespace guichet::properties
