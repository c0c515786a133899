// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "domain/clock.hpp"
#include "domain/outcome.hpp"
#include "domain/randomness.hpp"
#include "sca/bank_app.hpp"

namespace guichet::sandbox {

/// A question as it stands on a simulated phone.
struct PhoneQuestion {
  std::string id;
  sca::AppQuestion asked;
  sca::AppAnswer answer = sca::AppAnswer::none_yet;
};

/// The bank's app on the phones of the sandbox's customers: keeps the questions until somebody
/// answers them on the page /phone or through the control port. At most 1,000 are kept, in memory;
/// the oldest goes first. Safe on any thread.
class Phone final : public sca::BankApp {
 public:
  /// `clock` is the bank's.
  Phone(const Clock& clock, Randomness& randomness) : clock_(clock), randomness_(randomness) {}

  void ask(sca::AppQuestion question, Completion<std::string> done) override;
  void answer_to(std::string id, Completion<sca::AppAnswer> done) override;

  /// What stands on the phone of this customer, the newest first.
  std::vector<PhoneQuestion> questions_of(std::string_view establishment,
                                          std::string_view psu) const;

  /// Answers a question of this customer, the newest that waits if `id` is empty. False if there is
  /// none that waits, or not any more.
  bool answer(std::string_view establishment, std::string_view psu, std::string_view id,
              sca::AppAnswer answer);

  void clear();

 private:
  const Clock& clock_;
  Randomness& randomness_;
  mutable std::mutex mutex_;
  std::deque<PhoneQuestion> questions_;  ///< the newest first
};

}  // namespace guichet::sandbox
