// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "domain/clock.hpp"
#include "domain/paris_day.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/statement.hpp"

namespace guichet::store {

/// Deletes what nobody needs any more: quota of days more than 40 days back, codes an hour after
/// their end, failed tries a day after the last, journeys a day after they began, accesses after
/// accesses_are_kept. A few rows at a
/// time, in the transactions that are written anyway, at the establishments that are in use. Time
/// is what the operations say it is. The writer's thread only.
class Sweeper {
 public:
  explicit Sweeper(Connection& connection);

  /// Someone counts quota on this day.
  void saw_day(const std::string& establishment, ParisDay day);
  /// Someone brings a code, or tries to prove who he is, at this time.
  void saw_time(const std::string& establishment, Instant now);

  /// A line of accesses of this minute is written.
  void saw_access(const std::string& establishment, Instant minute);

  /// Within a transaction: deletes some rows, if there may be any.
  void sweep();

 private:
  struct Progress {
    std::int64_t seen = 0;   ///< kept days, or minutes since 1970
    std::int64_t swept = 0;  ///< all that was old by then is gone
  };
  using ByEstablishment = std::map<std::string, Progress>;

  Connection& connection_;
  Statement old_quota_;
  Statement old_codes_;
  Statement old_tries_;
  Statement old_sources_;
  Statement old_journeys_;
  Statement old_challenges_;
  Statement old_accesses_;
  ByEstablishment days_;
  ByEstablishment minutes_;
  std::int64_t accesses_written_ = 0;  ///< lines since the last sweep: as many more may go
  bool may_have_work_ = false;
};

}  // namespace guichet::store
