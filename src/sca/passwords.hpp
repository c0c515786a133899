// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "domain/outcome.hpp"

namespace guichet::sca {

/// Judges the password that goes with the SMS code, where a bank has one ("Mot de Passe + OTP SMS"
/// of the reference page): the bank plugs in its own. A call returns at once and throws
/// nothing: it comes from a thread that others wait for. Safe on any thread.
class Passwords {
 public:
  virtual ~Passwords() = default;

  /// True if this is the customer's password. An empty `psu` is somebody nobody knows: then take as
  /// long, and say no. Refuses with bank_unavailable.
  virtual void is_right(std::string establishment, std::string psu, std::string password,
                        Completion<bool> done) = 0;
};

}  // namespace guichet::sca
