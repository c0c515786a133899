// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "domain/clock.hpp"
#include "domain/outcome.hpp"

namespace guichet::sca {

/// What a customer is asked on his phone. The number stands on the bank's page too: who compares
/// them knows that it is his own request.
struct AppQuestion {
  std::string id;  ///< chosen by who asks, not to be guessed
  std::string establishment;
  std::string psu;       ///< core banking's id of the customer
  std::string tpp_name;  ///< who wants to read his accounts, as enrolled, for the app to escape;
                         ///< empty: he signs in for himself
  std::string number;    ///< two digits
  Instant ends_at{};     ///< an answer after it counts for nothing
};

enum class AppAnswer { none_yet, approved, refused };

/// The bank's app on its customers' phones (Sécur'Pass): the bank plugs in its own. An approval
/// there is a proof by two factors of its own, the phone and what unlocks the app (RTS article 4).
/// Every call completes exactly once and may do so on another thread; it refuses with
/// bank_unavailable when the app's service does not answer. A call returns at once and throws
/// nothing: it comes from a thread that others wait for. Safe on any thread.
class BankApp {
 public:
  virtual ~BankApp() = default;

  /// Puts a question. Completes once it is on its way.
  virtual void ask(AppQuestion question, Completion<void> done) = 0;

  /// What the customer has answered by now; none_yet too for an id that nobody has.
  virtual void answer_to(std::string id, Completion<AppAnswer> done) = 0;
};

}  // namespace guichet::sca
