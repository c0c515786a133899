// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace guichet {

/// A point in time, UTC, to the millisecond. Stored as milliseconds since 1970.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// Where time comes from. Safe on any thread. The sandbox hands in one that can be moved.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

}  // namespace guichet
