// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bank/core_banking.hpp"
#include "domain/clock.hpp"
#include "domain/establishment.hpp"
#include "domain/outcome.hpp"
#include "domain/randomness.hpp"
#include "oauth/authorization.hpp"
#include "store/grant_book.hpp"

namespace guichet::sca {

/// A good authorization request that opened the bank's app in place of the browser (App2App).
struct InAppRequest {
  const Establishment* establishment;  ///< never null
  oauth::Clients clients;              ///< who is enrolled where it was opened
  std::string issuer;                  ///< the establishment's (RFC 9207)
  oauth::AuthorizationRequest authorization;
};

/// The bank's side of App2App, called by the server of the bank's app. The app has authenticated
/// its customer by two factors of its own, the phone and what unlocks the app (RTS article 4), and
/// knows by core banking's id who he is; no journey is opened. Safe on any thread.
class InApp {
 public:
  /// All outlive this. `clock` is the bank's.
  InApp(bank::CoreBanking& bank, store::GrantBook& grants, const Clock& clock,
        Randomness& randomness)
      : bank_(bank), grants_(grants), clock_(clock), randomness_(randomness) {}

  /// True if this is a customer whom the app asks itself: one of segment PART (reference page,
  /// "Activer l'App2App", note) with Sécur'Pass. The app sends everybody else on to the pages, with
  /// the address it was opened with; so it does with somebody who is no customer of the
  /// establishment. Refuses with bank_unavailable.
  void serves(std::string establishment, std::string psu, Completion<bool> done);

  /// Takes the customer's answer, given in the app at this moment, and completes with the redirect
  /// to the TPP: with a code, or with access_denied where he refused, or with
  /// temporarily_unavailable where the bank fails. Refuses with oauth_access_denied, and gives
  /// nothing, for a customer whom the app does not serve: he goes on to the pages; with
  /// page_client_unknown and page_redirect_unknown where the way back was withdrawn meanwhile.
  void decide(InAppRequest request, std::string psu, bool approves, Completion<std::string> done);

 private:
  bank::CoreBanking& bank_;
  store::GrantBook& grants_;
  const Clock& clock_;
  Randomness& randomness_;
};

}  // namespace guichet::sca
