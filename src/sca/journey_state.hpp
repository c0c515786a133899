// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "crypto/sha256.hpp"
#include "domain/means.hpp"
#include "sca/journey.hpp"
#include "sca/texts.hpp"

namespace guichet::sca {

/// Where a customer stands.
enum class Step { identify, prove, ended };

/// One customer's way through the pages. Guarded by the mutex of Journeys::State.
struct Journey {
  std::string id;            ///< in the form, not secret by itself
  std::string form_token;    ///< in the form, against foreign forms
  crypto::Sha256 browser{};  ///< hash of the cookie's secret; a new one at each level
  std::string establishment;
  std::string issuer;
  oauth::AuthorizationRequest authorization;
  Language language = Language::french;
  Step step = Step::identify;
  Instant opened_at{};
  std::string identifier;
  std::string user_number;           ///< as typed, to be shown again
  std::optional<Customer> customer;  ///< nothing for an identifier nobody has
  Means means = Means::otp_sms;
  std::string masked_phone;
  crypto::Sha256 challenge{};  ///< hash of the code that was sent
  std::string number;          ///< on the page and on the phone
  std::string question;        ///< its id at the bank's app; empty if nobody was asked
  Instant challenge_ends_at{};
  int wrong_codes = 0;
  int challenges = 0;
  std::string way_out;  ///< once ended: where the browser is sent, also by a second click; empty
                        ///< until the store has judged the try and kept the code
  std::vector<Completion<message::Response>> waiting;  ///< for the store's word
};

struct Journeys::State {
  bank::CoreBanking& bank;
  BankApp& app;
  store::GrantBook& grants;
  store::TryBook& tries;
  const Clock& clock;
  Randomness& randomness;
  PageSettings settings;
  std::string mask_key;  ///< keys the invented phone numbers of unknown identifiers

  void make_room(Instant now);  ///< for one more; `mutex` is held

  std::mutex mutex;
  /// shared: a request that is being answered keeps its journey when the table forgets it
  std::unordered_map<std::string, std::shared_ptr<Journey>> journeys;
  std::list<std::string> by_age;  ///< the same journeys, oldest first
};

}  // namespace guichet::sca
