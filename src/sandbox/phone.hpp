// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
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

/// The bank's app on a simulated phone, as the phone's owner has left it.
struct PhoneApp {
  bool installed = true;
  std::string version = "6.4.0";  ///< three numbers
  bool opened_once = true;
  bool operator==(const PhoneApp&) const = default;
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

  /// The app on this customer's phone, and what it becomes. Callers name customers that there are.
  PhoneApp app_of(std::string_view establishment, std::string_view psu) const;
  void put_app(std::string_view establishment, std::string_view psu, PhoneApp app);

  void clear();

 private:
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::deque<PhoneQuestion> questions_;  ///< the newest first
  std::deque<PhoneSms> messages_;        ///< likewise
  /// By establishment and customer; those that were never touched are not here.
  std::map<std::pair<std::string, std::string>, PhoneApp> apps_;
};

}  // namespace guichet::sandbox
