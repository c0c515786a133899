// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "bank/core_banking.hpp"
#include "domain/clock.hpp"
#include "domain/establishment.hpp"
#include "domain/randomness.hpp"
#include "message/request.hpp"
#include "message/response.hpp"
#include "message/target.hpp"
#include "oauth/authorization.hpp"
#include "sca/bank_app.hpp"
#include "store/grant_book.hpp"
#include "store/try_book.hpp"

namespace guichet::sca {

/// What the pages need to know of their house.
struct PageSettings {
  std::string stylesheet;   ///< path of the style sheet: "/_assets/sca.1a2b.css"
  bool sandbox = false;     ///< says so on the pages, and that the code is always `sandbox_otp`
  std::string sandbox_otp;  ///< when not empty, every challenge has this code
  std::string icon;         ///< path of the icon for the browser's tab; empty for none
  std::string script;       ///< path of what looks whether the phone was answered; empty for none
};

/// The redirect journey of one customer: identification page, a page for the
/// proof (a code sent by SMS, or a question on the phone), redirect back.
/// A journey lasts 10 minutes. At most 10,000 are kept, in memory; above that the oldest goes. Safe
/// on any thread.
class Journeys {
 public:
  Journeys(bank::CoreBanking& bank, BankApp& app, store::GrantBook& grants, store::TryBook& tries,
           const Clock& clock, Randomness& randomness, PageSettings settings);
  ~Journeys();

  /// The path the pages' forms post to.
  static constexpr std::string_view form_path = "/stet/psd2/oauth/sca";

  /// Opens a journey for a good authorization request and shows the identification page. `issuer`
  /// is the establishment's (RFC 9207). The language comes from ui_locales, then Accept-Language,
  /// then French.
  message::Response begin(const message::Request& request, const Establishment& establishment,
                          std::string issuer, oauth::AuthorizationRequest authorization,
                          std::string_view ui_locales);

  /// Takes one posted form a step further and answers with the next page or the redirect to the
  /// TPP.
  void proceed(message::Request request, const Establishment& establishment,
               Completion<message::Response> done);

  /// Forgets every journey (sandbox reset).
  void clear();

  struct State;

 private:
  std::unique_ptr<State> state_;
};

/// A page that tells the customer why he cannot go on: status of the refusal's row, no link to the
/// TPP.
message::Response refusal_page(const message::Request& request, const Refusal& refusal,
                               const Establishment* establishment, const PageSettings& settings);

}  // namespace guichet::sca
