// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "bank/core_banking.hpp"
#include "domain/clock.hpp"
#include "domain/establishment.hpp"
#include "message/request.hpp"
#include "message/response.hpp"
#include "sca/journey.hpp"
#include "store/access_book.hpp"
#include "store/consent_book.hpp"
#include "store/grant_book.hpp"
#include "store/journey_book.hpp"
#include "store/withdrawal.hpp"

namespace guichet::sca {

/// The customer's permission dashboard: which TPP may read what, since when and until when, what it
/// read, and taking it back, at once, a kind of data at a time or all of it. Behind the same
/// authentication as the journeys of TPPs; signed out after five minutes without a word (RTS
/// article 4(3)(d)) and after half an hour in any case. Safe on any thread.
class Permissions {
 public:
  struct Books {
    store::JourneyBook& journeys;
    store::GrantBook& grants;
    store::ConsentBook& consents;
    store::AccessBook& accesses;
    store::Withdrawal& withdrawal;
  };

  /// The name a TPP is known by here; its organizationIdentifier if it is not enrolled any more.
  using NameOfTpp = std::function<std::string(std::string_view oid)>;

  static constexpr std::string_view path = "/permissions";
  static constexpr std::string_view closed_path = "/permissions/closed";

  Permissions(Journeys& journeys, bank::CoreBanking& bank, Books books, const Clock& clock,
              Randomness& randomness, NameOfTpp name_of_tpp, PageSettings settings);
  ~Permissions();

  /// GET path: the TPPs, or one of them (?tpp=), or the question before something is withdrawn
  /// (&withdraw=); the identification page for whoever is not signed in. GET closed_path: what
  /// became of a sign-in that came to nothing.
  void show(message::Request request, const Establishment& establishment,
            Completion<message::Response> done);

  /// POST path: withdraws, signs out, or changes the language. Refuses with page_form_foreign.
  void proceed(message::Request request, const Establishment& establishment,
               Completion<message::Response> done);

  struct State;

 private:
  std::unique_ptr<State> state_;
};

/// The whole Set-Cookie line of who is signed in.
std::string session_cookie(message::Door door, const std::string& journey_id,
                           const std::string& secret);

}  // namespace guichet::sca
