// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bank/embedded/bank_tables.hpp"

namespace guichet::bank {

/// An entry plan on its day.
struct BookedEntry {
  Transaction transaction;
  std::vector<std::string> details;
};

/// The entries of `plans` as they stand when the anchor is `anchor`: newest first, those of one day
/// in the order of the plans.
std::vector<BookedEntry> book(std::span<const EntryPlan> plans, ParisDay anchor);

/// `pattern` with %Y, %m, %d, %j (day of the year) and %y (year of the century) replaced by `day`.
std::string dated(std::string_view pattern, ParisDay day);

}  // namespace guichet::bank
