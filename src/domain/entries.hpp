// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "domain/history_window.hpp"
#include "domain/transaction.hpp"

namespace guichet {

/// Entries of one account, newest first: a stretch of a list that nobody changes any more. Copies
/// and shorter stretches share the list, so that a page of hundreds is read where it lies.
class Entries {
 public:
  Entries() = default;
  // Not explicit: whoever has made a list of entries has entries.
  Entries(std::vector<Transaction> entries)
      : list_(std::make_shared<const std::vector<Transaction>>(std::move(entries))),
        shown_(*list_) {}
  // Copies only: what was moved from would show a list that it no longer holds.
  Entries(const Entries&) = default;
  Entries& operator=(const Entries&) = default;

  auto begin() const { return shown_.begin(); }
  auto end() const { return shown_.end(); }
  const Transaction* data() const { return shown_.data(); }
  std::size_t size() const { return shown_.size(); }
  bool empty() const { return shown_.empty(); }
  const Transaction& front() const { return shown_.front(); }
  const Transaction& back() const { return shown_.back(); }
  const Transaction& operator[](std::size_t place) const { return shown_[place]; }

  /// Those from place `first` on and before `last`; none if that is not behind `first`.
  Entries between(std::size_t first, std::size_t last) const;
  /// Those in `window`.
  Entries inside(const HistoryWindow& window) const;

 private:
  std::shared_ptr<const std::vector<Transaction>> list_;
  std::span<const Transaction> shown_;  ///< of list_
};

}  // namespace guichet
