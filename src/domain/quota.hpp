// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/clock.hpp"
#include "domain/paris_day.hpp"

namespace guichet {

/// RTS article 36(5)(b): accesses a day without the customer present.
inline constexpr int batch_accesses_a_day = 4;

/// What is counted: batch calls by one TPP for one customer on one thing by one method, a Paris
/// day.
struct QuotaKey {
  std::string establishment;
  std::string tpp;  ///< organizationIdentifier: a second certificate changes nothing
  std::string psu;
  std::string subject;  ///< IBAN, or IBAN and transaction id, or "*" where a method has no account
  std::string method;   ///< accounts, balances, transactions, details, overdrafts, identity
  QuotaKey(std::string establishment_code, std::string tpp_oid, std::string psu_id,
           std::string iban, std::string method_word)
      : establishment(std::move(establishment_code)),
        tpp(std::move(tpp_oid)),
        psu(std::move(psu_id)),
        subject(std::move(iban)),
        method(std::move(method_word)) {}
  QuotaKey() = default;
  auto operator<=>(const QuotaKey&) const = default;
};

/// A unit that was taken: the how-manieth of the day it is, from 1.
struct QuotaUnit {
  int number = 0;
};

/// How a counter stands on a day.
struct QuotaStanding {
  int limit = 0;
  int taken = 0;  ///< more than `limit` after the limit was lowered
  int left() const { return taken < limit ? limit - taken : 0; }
};

/// The call that moves a counter.
struct QuotaCall {
  Instant at{};
  std::string x_request_id;
};

/// What moved a counter.
struct QuotaMove {
  QuotaCall call;
  int units = 0;    ///< 1: taken, -1: given back
  std::string why;  ///< of what was given back, the name of the refusal: "BACKEND"
  bool operator==(const QuotaMove& other) const {
    return call.at == other.call.at && call.x_request_id == other.call.x_request_id &&
           units == other.units && why == other.why;
  }
};

/// A counter on a day with what moved it, the oldest first. Of very many moves the oldest are not
/// kept.
struct QuotaCounter {
  QuotaKey key;
  ParisDay day{};
  int taken = 0;
  std::vector<QuotaMove> moves;
};

/// Which counters are wanted; what is absent, any.
struct QuotaFilter {
  std::optional<std::string> establishment = {};
  std::optional<ParisDay> day = {};
  std::optional<std::string> tpp = {};
  std::optional<std::string> psu = {};
};

}  // namespace guichet
