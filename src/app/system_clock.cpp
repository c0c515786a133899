// SPDX-License-Identifier: Apache-2.0
#include "app/system_clock.hpp"

namespace guichet::app {

Instant SystemClock::now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace guichet::app
