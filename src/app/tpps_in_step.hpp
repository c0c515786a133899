// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "domain/outcome.hpp"
#include "domain/tpp.hpp"
#include "store/tpp_book.hpp"
#include "tpp/tpp_register.hpp"

namespace guichet::app {

/// Keeps the register of TPPs in step with the book, which other gateways on the same database
/// change too. For one thread.
class TppsInStep {
 public:
  /// `tpps` lives as long as this. `sample`: the sandbox's own TPP, which is enrolled even while
  /// the book is being emptied by another gateway.
  TppsInStep(tpp::TppRegister& tpps, std::function<Outcome<EnrolledTpp>()> sample)
      : tpps_(tpps), sample_(std::move(sample)) {}

  /// Reads the book if it was changed since the last time. Blocks. Where the book cannot be read
  /// the register stays as it is, and the next call tries again. Call it each second.
  void catch_up(store::TppBook& book);

 private:
  tpp::TppRegister& tpps_;
  std::function<Outcome<EnrolledTpp>()> sample_;
  std::optional<std::int64_t> known_;  ///< the version that the register shows
};

}  // namespace guichet::app
