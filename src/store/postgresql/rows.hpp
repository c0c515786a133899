// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "domain/clock.hpp"
#include "domain/grant.hpp"

struct pg_result;

namespace guichet::store::postgresql {

/// What a statement gave. Rows and columns count from 0; columns are text, bigint, boolean or
/// bytea.
class Rows {
 public:
  /// Owns `result`.
  explicit Rows(pg_result* result) : result_(result) {}

  int count() const;
  /// Rows that the statement inserted, changed or deleted.
  std::int64_t changed() const;

  bool is_null(int row, int column) const;
  std::int64_t number(int row, int column) const;
  bool truth(int row, int column) const;
  std::string text(int row, int column) const;
  std::optional<std::string> text_if_any(int row, int column) const;
  Instant instant(int row, int column) const;
  /// Refuses a value of another length than 32 as a failure.
  SecretHash hash(int row, int column) const;
  std::optional<SecretHash> hash_if_any(int row, int column) const;

 private:
  struct Clear {
    void operator()(pg_result* result) const;
  };
  std::string_view bytes(int row, int column) const;

  std::unique_ptr<pg_result, Clear> result_;
};

}  // namespace guichet::store::postgresql
