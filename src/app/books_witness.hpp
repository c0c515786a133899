// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "domain/clock.hpp"
#include "domain/outcome.hpp"

namespace guichet::app {

/// What a gateway remembers of its books outside of them, so that it notices when a backup took
/// their place: tokens that were revoked since would live again, and batch accesses of today would
/// be given once more (row 263). It is the latest time that the books have acknowledged, kept in
/// the data directory to the minute. For one thread.
class BooksWitness {
 public:
  /// `directory`: the data directory. `store`: the address of the books, empty for the embedded
  /// ones there; what was seen of other books says nothing of these.
  BooksWitness(const std::string& directory, const std::string& store);

  /// Refuses with store_unavailable books that have come less far than they had, or where that
  /// cannot be told; `detail` is one line for the operator. New ones, whose mark is 1970, have
  /// nothing to revive.
  Outcome<void> check(Instant mark) const;
  /// How far books came that are not there any more, if those of `mark` are new; one line for the
  /// operator.
  std::optional<std::string> words_of_new(Instant mark) const;
  /// Remembers that the books have come to `mark`, if that is a minute on. Whatever keeps it from
  /// doing so costs a later notice, no call.
  void keep(Instant mark);
  /// The same without waiting for the minute, for the end and for the start.
  void keep_now(Instant mark);
  /// Whatever was seen is no matter any more.
  void forget();

 private:
  /// Nothing if what was kept cannot be read.
  std::optional<Instant> seen() const;

  std::string file_;
  std::string books_;
  Instant kept_{};
};

}  // namespace guichet::app
