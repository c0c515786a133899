// SPDX-License-Identifier: Apache-2.0
#include "domain/entries.hpp"

#include <algorithm>
#include <iterator>

namespace guichet {

Entries Entries::between(std::size_t first, std::size_t last) const {
  Entries stretch = *this;
  const std::size_t until = std::min(last, size());
  const std::size_t from = std::min(first, until);
  stretch.shown_ = shown_.subspan(from, until - from);
  return stretch;
}

Entries Entries::inside(const HistoryWindow& window) const {
  // In the order of their days, so what is inside stands together.
  const auto from = std::ranges::partition_point(shown_, [&](const Transaction& entry) {
    return midnight_of(entry.booking_day) >= window.until;
  });
  const auto until = std::partition_point(from, shown_.end(), [&](const Transaction& entry) {
    return midnight_of(entry.booking_day) >= window.from;
  });
  const auto place = [&](auto at) { return static_cast<std::size_t>(at - shown_.begin()); };
  return between(place(from), place(until));
}

}  // namespace guichet
