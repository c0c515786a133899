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

/// The entries of `plans` as they stand on `today`: newest first, those of one day in the order of
/// the plans. What is announced for a later day stands before them all.
std::vector<BookedEntry> book(std::span<const EntryPlan> plans, ParisDay today, EntryIds id_of);

/// `pattern` with %Y, %m, %d, %j (day of the year) and %y (year of the century) replaced by `day`.
std::string dated(std::string_view pattern, ParisDay day);

}  // namespace guichet::bank
