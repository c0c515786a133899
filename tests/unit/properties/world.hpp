// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "calendar.hpp"
#include "dice.hpp"

namespace guichet::properties {

/// Two banks of the group and what they know of their customers, as plain facts: what both the
/// rules and the product are told.

/// The segments of the reference page.
enum class Kin { part, pro, ent, assoc };

struct EntryFacts {
  int days_before_anchor = 0;  ///< the sandbox's fortnightly anchor, bank/embedded
  std::optional<std::string> reference;
  int lines_of_detail = 0;
};

struct AccountFacts {
  bool opened = false;
  bool eligible = false;
  std::int64_t balance_cents = 0;
  std::int64_t overdraft_cents = 0;
  std::vector<EntryFacts> entries;
};

struct CustomerFacts {
  bool is_customer = true;
  Kin kin = Kin::part;
  std::vector<std::size_t> accounts;  ///< indexes into World::ibans, in the bank's order
};

inline constexpr std::size_t bank_count = 2;
inline constexpr std::size_t customer_count =
    3;  ///< of each bank; the PSU ids are the same at both
inline constexpr std::size_t tpp_count = 2;
inline constexpr std::size_t iban_count = 7;  ///< different IBANs, the last of them known nowhere

struct BankFacts {
  std::array<AccountFacts, iban_count> accounts;
  std::array<CustomerFacts, customer_count> customers;
};

struct World {
  std::array<std::string, iban_count> ibans;
  std::array<BankFacts, bank_count> banks;
};

World random_world(Dice& dice);

/// Which account numbers the subscription of this kin reaches: 04 private ones, 08 those of a
/// trade.
bool reaches(Kin kin, const std::string& iban);

std::string_view bank_code(std::size_t bank);
std::string psu_id(std::size_t customer);
std::string_view tpp_id(std::size_t tpp);

/// What the world is, a line a fact, for whoever reads a failure.
std::string written(const World& world);

}  // namespace guichet::properties
