// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "domain/outcome.hpp"

namespace guichet::sca {

/// A code on its way to a customer's phone.
struct Sms {
  std::string establishment;
  std::string psu;       ///< core banking's id of the customer, who knows the number
  std::string code;      ///< in clear: this message is the only place where it is
  std::string tpp_name;  ///< who wants to read his accounts; empty if it is his own dashboard
};

/// Sends SMS: the bank plugs in its own provider. A call returns at once and throws
/// nothing: it comes from a thread that others wait for. Safe on any thread.
class SmsSender {
 public:
  virtual ~SmsSender() = default;

  /// Completes once the provider has taken the message. Refuses with bank_unavailable.
  virtual void send(Sms sms, Completion<void> done) = 0;
};

}  // namespace guichet::sca
