// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/clock.hpp"

namespace guichet::app {

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

}  // namespace guichet::app
