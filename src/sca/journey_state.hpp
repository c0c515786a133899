// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/sha256.hpp"
#include "domain/account.hpp"
#include "domain/clock.hpp"
#include "domain/grant.hpp"
#include "domain/means.hpp"
#include "domain/randomness.hpp"
#include "oauth/authorization.hpp"
#include "sca/texts.hpp"
#include "store/journey_book.hpp"

namespace guichet::sca {

/// Where a customer stands. While a proof is judged, no other form of his is.
/// `signed_in`: at his permission dashboard.
enum class Step { identify, prove, judging, ended, signed_in };

/// One customer's way through the pages, as plain values. What it holds of secrets are hashes.
struct Journey {
  std::string form_token;    ///< in the form, against foreign forms
  crypto::Sha256 browser{};  ///< hash of the cookie's secret; a new one at each level
  /// Hash of the first level's, for a second click on the first page that left before the second
  /// level's had come; nothing but that form.
  crypto::Sha256 first_browser{};
  Instant identified_at{};
  crypto::Sha256 session{};  ///< while signed in: hash of the session cookie's secret
  std::string issuer;
  oauth::AuthorizationRequest authorization;  ///< without redirect_uri: he signs in for himself
  Language language = Language::french;
  Step step = Step::identify;
  Instant opened_at{};
  std::string identifier;            ///< as typed, to be shown again; gone once it is judged by
  std::string user_number;           ///< as typed, likewise
  SecretHash identifier_hash{};      ///< whose tries are counted
  std::optional<Customer> customer;  ///< nothing for an identifier nobody has
  Means means = Means::otp_sms;
  std::string masked_phone;
  /// Hash of the code that was sent together with the cookie's secret, which the store does not
  /// know: eight digits alone would soon be guessed from their hash.
  crypto::Sha256 challenge{};
  std::string number;    ///< on the page, and on the phone or typed into the card reader
  std::string question;  ///< its id at the bank's app; empty if nobody was asked
  Instant challenge_ends_at{};
  Instant judged_since{};  ///< while judging
  Instant seen_at{};       ///< while signed in: when he last did something
  int wrong_proofs = 0;
  int challenges = 0;
  std::optional<Text> error;  ///< at the field of the page that stands
  std::optional<Text> news;   ///< above its form
  /// Once ended with an error: where the browser is sent, also by a second click. The way out with
  /// a code is nowhere but in the answer, and in memory for a minute.
  std::string way_out;

  bool is_for_himself() const { return authorization.redirect_uri.empty(); }
};

/// The journey as a text, and back; nothing if `text` is none of this program's.
std::string text_of(const Journey& journey);
std::optional<Journey> journey_from(std::string_view text);

/// Closes journeys for the store, which is to learn nothing of who came from where, and opens them
/// again. The key comes from the pages' secret, which is not in the store.
class JourneyKeeper {
 public:
  JourneyKeeper(std::string_view secret, Randomness& randomness);

  std::string closed(const store::JourneyKey& key, const Journey& journey) const;
  /// Nothing for a text that was altered, or is another journey's or another program's.
  std::optional<Journey> opened(const store::JourneyKey& key, std::string_view content) const;

 private:
  crypto::Sha256 key_of(const store::JourneyKey& key) const;

  crypto::Sha256 key_;
  Randomness& randomness_;
};

}  // namespace guichet::sca
