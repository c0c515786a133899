// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bank/embedded/bank_tables.hpp"

namespace guichet::sandbox {

/// Opaque: of two days of one plan, or two plans of one day, the ids have nothing in common, and
/// TPPs read nothing in them. The same in every sandbox: gateways may share a store that counts by
/// them.
std::string id_of_entry(std::string_view plan, ParisDay booking_day);

/// The four entries that the reference page prints, with their distances in days, codes and
/// references.
std::vector<bank::EntryPlan> printed_entries();

/// How an account's invented history looks.
struct History {
  std::string_view account;      ///< any word, different for each account: ids are made of it
  std::string reference_prefix;  ///< the 14 digits with which entry references begin
  int entries = 0;
  std::uint32_t seed = 1;
  bool bank_transaction_codes = false;  ///< shown for professionals only
  int every_nth_reference_empty = 0;    ///< 0: none is
};

/// Entries of our own customers: they come round every so many days, so that each day books some
/// and a TPP that comes back finds what it knows. Deferred cards, deferred transfers and direct
/// debits are announced first; a standing order and a refused direct debit are among them.
std::vector<bank::EntryPlan> rolling_entries(const History& history);

/// Invented entries spread evenly over the depth that plans may have; the same on every machine.
std::vector<bank::EntryPlan> invented_entries(const History& history);

}  // namespace guichet::sandbox
