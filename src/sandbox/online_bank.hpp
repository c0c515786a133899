// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "bank/core_banking.hpp"
#include "crypto/sha256.hpp"
#include "domain/clock.hpp"
#include "domain/establishment.hpp"
#include "domain/failed_tries.hpp"
#include "domain/randomness.hpp"
#include "message/request.hpp"
#include "message/response.hpp"
#include "message/target.hpp"
#include "record/log.hpp"
#include "sandbox/fallback_gate.hpp"
#include "sandbox/online_bank_pages.hpp"

namespace guichet::sandbox {

/// What an online bank works with. References live as long as the program.
struct OnlineBankDoors {
  bank::CoreBanking& bank;
  const Clock& clock;  ///< the bank's
  Randomness& randomness;
  record::Log& log;  ///< for alarms
  std::string otp;   ///< the code that every customer's phone receives
};

/// The simulated online bank: what a customer has at the bank's own site, where TPPs come by way of
/// the fallback and customers by themselves. A visit lasts 10 minutes; at most 1,000 are kept, in
/// memory, and above that the oldest goes. Wrong codes are counted here and nowhere else: a lock of
/// the strong-authentication pages is none of these, nor the other way round. Safe on any thread.
class OnlineBank {
 public:
  OnlineBank(FallbackGateSettings gate, OnlineBankDoors doors)
      : gate_(std::move(gate)), doors_(std::move(doors)) {}

  static bool is_for_me(std::string_view path) {
    return path == online_bank_path || path.starts_with("/online-bank/");
  }

  /// Answers one request to a path of its own. `host`: the bank whose host was asked. Waits for
  /// core banking. Refuses with method_not_allowed or route_unknown; all else is a page.
  Outcome<message::Response> answer(const message::Request& request, const Establishment& host);

  /// Forgets visits and locks; passes that were used stay used.
  void clear();

 private:
  enum class Step { identify, prove, signed_in };

  struct Visit {
    std::string id;            ///< in forms and addresses
    crypto::Sha256 browser{};  ///< hash of the cookie's secret; a new one at each level
    const Establishment* establishment = nullptr;
    std::string tpp;       ///< empty: the customer himself
    std::string tpp_name;  ///< as the pass says it
    Instant opened_at{};
    Step step = Step::identify;
    std::string identifier;
    std::optional<Customer> customer;  ///< nothing for an identifier that nobody has
    Instant code_ends_at{};
    int wrong_codes = 0;
  };

  using Parameters = message::Parameters;
  Outcome<message::Response> page(const message::Request& request, const Establishment& host);
  Outcome<message::Response> take_pass(const Parameters& query, const Establishment& host,
                                       sca::Language language);
  message::Response open_visit(const Establishment& establishment, std::string tpp,
                               std::string tpp_name);
  Outcome<Visit*> find(const message::Request& request, const Parameters& parameters);
  Outcome<message::Response> take_form(const message::Request& request, const Parameters& form,
                                       sca::Language language);
  Outcome<message::Response> identify(Visit& visit, const Parameters& form, sca::Language language);
  Outcome<message::Response> prove(Visit& visit, const Parameters& form, sca::Language language);
  Outcome<message::Response> current_page(const Visit& visit, sca::Language language,
                                          std::optional<SignInError> error = {}) const;
  Outcome<message::Response> show_accounts(const Visit& visit, sca::Language language) const;
  message::Response next_level(Visit& visit);
  TryVerdict judge(const Visit& visit, bool is_right);
  void end(const Visit& visit);

  FallbackGate gate_;
  OnlineBankDoors doors_;
  std::mutex mutex_;
  std::list<Visit> visits_;  ///< oldest first
  std::map<TryKey, FailedTries> tries_;
};

}  // namespace guichet::sandbox
