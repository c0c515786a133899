// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "domain/clock.hpp"
#include "domain/outcome.hpp"
#include "store/access_book.hpp"
#include "store/census.hpp"
#include "store/consent_book.hpp"
#include "store/grant_book.hpp"
#include "store/journey_book.hpp"
#include "store/quota_book.hpp"
#include "store/tpp_book.hpp"
#include "store/try_book.hpp"
#include "store/withdrawal.hpp"

namespace guichet::store {

/// All books, kept in one place. Safe on any thread. The books live as long as the store; when it
/// goes it completes what still waits.
class Store {
 public:
  virtual ~Store() = default;

  virtual GrantBook& grants() = 0;
  virtual ConsentBook& consents() = 0;
  virtual QuotaBook& quota() = 0;
  virtual TppBook& tpps() = 0;
  virtual TryBook& tries() = 0;
  virtual JourneyBook& journeys() = 0;
  virtual AccessBook& accesses() = 0;
  virtual Withdrawal& withdrawal() = 0;

  /// Empties all books in one transaction; with `keep_tpps`, all but the enrolled TPPs. Same
  /// promises as GrantBook.
  virtual void reset(bool keep_tpps, Completion<void> done) = 0;

  /// Writes all books as committed, and the instant `at`, to `file`; blocks. Refuses with
  /// store_unavailable.
  virtual Outcome<void> save(const std::filesystem::path& file, Instant at) = 0;

  /// Puts all books back to what save wrote, in one transaction, and gives its instant; blocks.
  /// Refuses, and changes nothing, with route_unknown (no such file) or store_unavailable.
  virtual Outcome<Instant> restore(const std::filesystem::path& file) = 0;

  /// Keeps the highest time that the clock of expiry and quota has had; an earlier one than is kept
  /// changes nothing. Same promises as GrantBook.
  virtual void keep_clock_mark(Instant mark, Completion<void> done) = 0;
  /// What is kept; 1970 if nothing is. Neither reset nor restore touch it. Blocks; refuses with
  /// store_unavailable.
  virtual Outcome<Instant> clock_mark() = 0;

  /// Counts what is live at `now`. Refuses with store_unavailable.
  virtual void census(Instant now, Completion<Census> done) = 0;

  /// False while writes fail; true again by itself once they work (readiness). Any thread.
  virtual bool is_writable() const = 0;
};

}  // namespace guichet::store
