// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "domain/outcome.hpp"

namespace guichet::sca {

/// What a customer typed off his card reader (CAP).
struct CardResponse {
  std::string establishment;
  std::string psu;  ///< empty for somebody nobody knows: then take as long, and say no
  std::string challenge;
  std::string response;
};

/// Judges the responses of card readers: the bank plugs in its card processor. The card and its PIN
/// are the two factors. A call returns at once and throws
/// nothing: it comes from a thread that others wait for. Safe on any thread.
class CardReaders {
 public:
  virtual ~CardReaders() = default;

  /// True if this customer's card gives this response to this challenge. Refuses with
  /// bank_unavailable.
  virtual void is_right(CardResponse response, Completion<bool> done) = 0;
};

}  // namespace guichet::sca
