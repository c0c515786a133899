// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "domain/clock.hpp"
#include "domain/paris_day.hpp"
#include "store/postgresql/session.hpp"

namespace guichet::store::postgresql {

/// Deletes what nobody needs any more, as the embedded store does: quota of days more than 40 days
/// back, codes an hour after their end, failed tries a day after the last, journeys a day after
/// they began, accesses after accesses_are_kept. A few rows at a time, at the establishments that
/// are in use; nodes pass over what another is just deleting. Time is what the operations say it
/// is.
class Sweeper {
 public:
  /// Someone counts quota on this day. Any thread.
  void saw_day(const std::string& establishment, ParisDay day);
  /// Someone brings a code, or tries to prove who he is, at this time. Any thread.
  void saw_time(const std::string& establishment, Instant now);

  /// Deletes some rows, if there may be any. Throws PostgresqlFailure when the session ended.
  void sweep(Session& session);

 private:
  struct Progress {
    std::int64_t seen = 0;   ///< kept days, or minutes since 1970
    std::int64_t swept = 0;  ///< all that was old by then is gone
  };
  using ByEstablishment = std::map<std::string, Progress>;

  void note_swept(ByEstablishment& progress, const std::string& establishment, std::int64_t seen);

  std::mutex mutex_;
  ByEstablishment days_;
  ByEstablishment minutes_;
};

}  // namespace guichet::store::postgresql
