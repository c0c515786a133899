// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "domain/clock.hpp"

namespace guichet {

/// How long accesses are kept: 13 months, the longest that 13 months can be.
inline constexpr std::chrono::days accesses_are_kept{397};

/// Who reads whose data, at which bank.
struct AccessKey {
  std::string establishment;
  std::string psu;
  std::string tpp;  ///< organizationIdentifier
  AccessKey(std::string establishment_code, std::string psu_id, std::string tpp_oid)
      : establishment(std::move(establishment_code)),
        psu(std::move(psu_id)),
        tpp(std::move(tpp_oid)) {}
  AccessKey() = default;
  auto operator<=>(const AccessKey&) const = default;
};

/// Accesses to the same thing in the same way within one minute.
struct Access {
  Instant minute{};        ///< its first instant
  std::string method;      ///< accounts, balances, transactions, details, overdrafts, identity
  std::string subject;     ///< IBAN; empty where a method has no single account
  bool connected = false;  ///< the customer was present; else a batch access
  std::int64_t count = 1;  ///< at least 1
  bool operator==(const Access&) const = default;
};

/// The first instant of the minute in which `instant` lies.
inline Instant minute_of(Instant instant) {
  return std::chrono::floor<std::chrono::minutes>(instant);
}

}  // namespace guichet
