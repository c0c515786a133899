// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bank/core_banking.hpp"
#include "domain/clock.hpp"
#include "domain/establishment.hpp"
#include "domain/means.hpp"
#include "domain/randomness.hpp"
#include "message/request.hpp"
#include "message/response.hpp"
#include "message/target.hpp"
#include "oauth/authorization.hpp"
#include "sca/bank_app.hpp"
#include "sca/card_reader.hpp"
#include "sca/customer_certificates.hpp"
#include "sca/passwords.hpp"
#include "sca/sms.hpp"
#include "sca/texts.hpp"
#include "store/grant_book.hpp"
#include "store/journey_book.hpp"
#include "store/try_book.hpp"

namespace guichet::sca {

/// What the pages need to know of their house.
struct PageSettings {
  std::string stylesheet;   ///< path of the style sheet: "/_assets/sca.1a2b.css"
  bool sandbox = false;     ///< says so on the pages, and what `sandbox_otp` is
  std::string sandbox_otp;  ///< when not empty, every code sent by SMS is this one
  std::string icon;         ///< path of the icon for the browser's tab; empty for none
  std::string script;       ///< path of what looks whether the phone was answered; empty for none
  /// Means the bank offers, in the order of the list; never empty.
  std::vector<Means> means{Means::otp_sms};
  const TermsInForce* terms = nullptr;  ///< what establishments set for themselves; null: nothing
  bool asks_password = false;           ///< beside the SMS code, on the same screen
  /// Keys what must look the same tomorrow and on every node, and tell nobody anything: phones of
  /// customers who are none, sources of failures. Not known to the store.
  std::string secret;

  /// The means that `establishment` offers, in its order; never empty. Lives as long as this.
  const std::vector<Means>& means_at(const Establishment& establishment) const {
    if (terms == nullptr || terms->of(establishment).means.empty()) return means;
    return terms->of(establishment).means;
  }
};

/// What a customer is put to the proof with; the bank's own.
struct Proofs {
  /// What is done about a challenge that could not be sent; returns at once. Any thread.
  using NotSent =
      std::function<void(std::string_view establishment, Means means, const Refusal& why)>;

  SmsSender& sms;
  BankApp& app;
  CardReaders& card_readers;
  CustomerCertificates& certificates;
  Passwords& passwords;
  NotSent not_sent = [](std::string_view, Means, const Refusal&) {};
};

/// The redirect journey of one customer: identification page, a page for the proof, redirect back.
/// He has ten minutes. Journeys are kept in the store, so that a restart or another node takes
/// nobody off his way. Safe on any thread.
class Journeys {
 public:
  struct Books {
    store::JourneyBook& journeys;
    store::GrantBook& grants;
    store::TryBook& tries;
  };

  Journeys(bank::CoreBanking& bank, Proofs proofs, Books books, const Clock& clock,
           Randomness& randomness, PageSettings settings);
  ~Journeys();

  /// The path the pages' forms post to, and where a page that a form led to can be seen again.
  static constexpr std::string_view form_path = "/stet/psd2/oauth/sca";

  /// Opens a journey for a good authorization request and shows the identification page. `issuer`
  /// is the establishment's (RFC 9207). The language comes from ui_locales, then Accept-Language,
  /// then French. Refuses with page_source_limit and page_too_many.
  void begin(message::Request request, const Establishment& establishment, oauth::Clients clients,
             std::string issuer, oauth::AuthorizationRequest authorization,
             std::string_view ui_locales, Completion<message::Response> done);

  /// Opens a journey of a customer who signs in for himself, and shows the identification page,
  /// with `news` above its form. It ends at Permissions::path. Refuses like begin.
  void begin_sign_in(message::Request request, const Establishment& establishment,
                     std::optional<Text> news, Completion<message::Response> done);

  /// Takes one posted form a step further and answers with the next page or the redirect to the
  /// TPP. Browsers are sent to the page by a redirect, so that neither reloading nor going back
  /// posts anything anew; programs have it at once. `clients` are those enrolled where the
  /// form came, judged once more before a code is made and before anybody is sent to the TPP.
  /// Refuses with page_session_unknown, page_form_foreign, page_source_limit, and with
  /// page_client_unknown and page_redirect_unknown where the way back was withdrawn meanwhile.
  void proceed(message::Request request, const Establishment& establishment, oauth::Clients clients,
               Completion<message::Response> done);

  /// Shows where a journey stands (GET form_path?journey=...); without a name, the last one that
  /// this browser began and has not come to the end of. Refuses like proceed.
  void show(message::Request request, const Establishment& establishment, oauth::Clients clients,
            Completion<message::Response> done);

  /// Forgets what is kept of journeys besides the store (sandbox reset).
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
