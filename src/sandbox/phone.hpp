// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "domain/clock.hpp"
#include "domain/outcome.hpp"
#include "sca/bank_app.hpp"
#include "sca/sms.hpp"

namespace guichet::sandbox {

/// A question as it stands on a simulated phone.
struct PhoneQuestion {
  sca::AppQuestion asked;
  sca::AppAnswer answer = sca::AppAnswer::none_yet;
};

/// A message as it stands there.
struct PhoneSms {
  sca::Sms sms;
  Instant at{};
};

/// The phones of the sandbox's customers: the bank's app keeps its questions until somebody answers
/// them on the page /phone or through the control port, and SMS arrive. At most 1,000 of each are
/// kept, in memory; the oldest goes first. Safe on any thread.
class Phone final : public sca::BankApp, public sca::SmsSender {
 public:
  /// `clock` is the bank's.
  explicit Phone(const Clock& clock) : clock_(clock) {}

  void send(sca::Sms sms, Completion<void> done) override;
  void ask(sca::AppQuestion question, Completion<void> done) override;
  void answer_to(std::string id, Completion<sca::AppAnswer> done) override;

  /// What stands on the phone of this customer, the newest first.
  std::vector<PhoneQuestion> questions_of(std::string_view establishment,
                                          std::string_view psu) const;
  std::vector<PhoneSms> messages_of(std::string_view establishment, std::string_view psu) const;

  /// Answers a question of this customer, the newest that waits if `id` is empty. False if there is
  /// none that waits, or not any more.
  bool answer(std::string_view establishment, std::string_view psu, std::string_view id,
              sca::AppAnswer answer);

  void clear();

 private:
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::deque<PhoneQuestion> questions_;  ///< the newest first
  std::deque<PhoneSms> messages_;        ///< likewise
};

}  // namespace guichet::sandbox
