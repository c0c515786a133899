// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "domain/access.hpp"
#include "domain/outcome.hpp"

namespace guichet::store {

/// Every access of a TPP to a customer's data, counted by the minute. Kept for accesses_are_kept
/// and then swept, a few at a time, at the establishments that are in use; so the book holds no
/// more than was read in 13 months. of and last have GrantBook's promises on completion, disk and
/// threads.
class AccessBook {
 public:
  virtual ~AccessBook() = default;

  /// Adds `access.count` to what is counted in the minute in which `access.minute` lies. Returns at
  /// once: it is counted in memory and is on disk at the latest a second later. An orderly stop
  /// loses nothing, a crash the last second. While the disk refuses it is held, up to a bound past
  /// which the oldest are dropped. Any thread.
  virtual void note(AccessKey key, Access access) noexcept = 0;

  /// False while the disk refuses: what is noted then may be lost, and nothing should be served
  /// that has to be noted. True again by itself. Any thread.
  virtual bool is_kept() const noexcept = 0;

  /// The accesses of minutes that began before `before`, newest first, then by method, subject and
  /// connected; those just noted among them. As many as `limit`, and what else the last minute has:
  /// minutes are given whole, so the minute of the last is the `before` of the next page.
  virtual void of(AccessKey key, Instant before, std::size_t limit,
                  Completion<std::vector<Access>> done) = 0;

  /// The first that `of` would give; none if there was no access.
  virtual void last(AccessKey key, Completion<std::optional<Access>> done) = 0;
};

}  // namespace guichet::store
