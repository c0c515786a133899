// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace guichet {

/// Where unpredictable bytes come from. Safe on any thread. An implementation that cannot fill the
/// span ends the process: nothing may be issued from guessable bytes.
class Randomness {
 public:
  virtual ~Randomness() = default;
  virtual void fill(std::span<std::byte> bytes) = 0;
};

}  // namespace guichet
