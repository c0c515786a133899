// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/rows.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <charconv>

#include "store/postgresql/postgresql_failure.hpp"

namespace guichet::store::postgresql {

void Rows::Clear::operator()(pg_result* result) const { PQclear(result); }

int Rows::count() const { return PQntuples(result_.get()); }

std::int64_t Rows::changed() const {
  const std::string_view digits = PQcmdTuples(result_.get());
  std::int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::string_view Rows::bytes(int row, int column) const {
  return {PQgetvalue(result_.get(), row, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

bool Rows::is_null(int row, int column) const {
  return PQgetisnull(result_.get(), row, column) != 0;
}

std::int64_t Rows::number(int row, int column) const {
  const std::string_view big_endian = bytes(row, column);
  if (big_endian.size() != sizeof(std::int64_t))
    throw PostgresqlFailure("XX000", "a number of another size than expected");
  std::uint64_t number = 0;
  for (const char byte : big_endian) number = number << 8 | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(number);
}

bool Rows::truth(int row, int column) const { return bytes(row, column) == "\1"; }

std::string Rows::text(int row, int column) const { return std::string(bytes(row, column)); }

std::optional<std::string> Rows::text_if_any(int row, int column) const {
  if (is_null(row, column)) return std::nullopt;
  return text(row, column);
}

Instant Rows::instant(int row, int column) const {
  return Instant(std::chrono::milliseconds(number(row, column)));
}

SecretHash Rows::hash(int row, int column) const {
  const std::string_view kept = bytes(row, column);
  SecretHash hash{};
  if (kept.size() != hash.size())
    throw PostgresqlFailure("XX000", "a hash of another length than 32 bytes");
  std::ranges::transform(kept, hash.begin(),
                         [](char byte) { return static_cast<std::byte>(byte); });
  return hash;
}

std::optional<SecretHash> Rows::hash_if_any(int row, int column) const {
  if (is_null(row, column)) return std::nullopt;
  return hash(row, column);
}

}  // namespace guichet::store::postgresql
