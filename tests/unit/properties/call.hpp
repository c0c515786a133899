// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "steps.hpp"

namespace guichet::properties {

/// A token or code by number; 0 is one that nobody ever issued.
using Token = std::uint64_t;

/// A step at its time, with what the TPP has in its hand: what the rules and the product are asked.
struct Call {
  const Step& step;
  Millis now = 0;
  Token code = 0;     ///< authenticate and exchange
  Token access = 0;   ///< with which is called; of exchange and refresh, the new one
  Token refresh = 0;  ///< of exchange, the new one
  std::optional<Millis> date_from = {}, date_to = {};
};

/// What came of it.
struct Reply {
  std::string said;  ///< the data in words, or the name of the refusal
  bool granted = false;
  bool bank_failed = false;  ///< core banking was asked and did not answer
};

}  // namespace guichet::properties
