// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/clock.hpp"

namespace guichet::app {

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

/// Time since the machine was started, also while it slept; nobody can move it.
std::chrono::milliseconds time_since_boot();

}  // namespace guichet::app
