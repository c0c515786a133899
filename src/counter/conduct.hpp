// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "ais/methods.hpp"
#include "counter/admission.hpp"
#include "counter/answer.hpp"
#include "counter/fallback.hpp"
#include "counter/response_seal.hpp"
#include "message/request.hpp"
#include "message/response.hpp"
#include "oauth/token.hpp"
#include "record/inspector.hpp"
#include "record/log.hpp"
#include "sca/app2app.hpp"
#include "sca/in_app.hpp"
#include "sca/journey.hpp"
#include "sca/permissions.hpp"
#include "store/access_book.hpp"
#include "store/grant_book.hpp"
#include "store/tpp_book.hpp"
#include "tpp/status_source.hpp"

namespace guichet::counter {

/// The concrete executor spares every operation a virtual call.
template <class T>
using Task = boost::asio::awaitable<T, boost::asio::io_context::executor_type>;

/// Who does the work behind the checks. References live as long as the program.
struct Desks {
  store::GrantBook& grants;
  ais::Desk ais;
  store::AccessBook& accesses;
  oauth::TokenDesk& tokens;
  oauth::ClientFinder find_client;
  sca::Journeys& journeys;
  sca::Permissions& permissions;
  sca::PageSettings pages;
  tpp::StatusSource& statuses;
  tpp::TppRegister& tpps;
  store::TppBook& tpp_book;
  std::mutex& enrolling;  ///< held while both are told of a change
  Randomness& randomness;
  std::function<message::Response()> start_page;  ///< of the web port
  /// The banks' apps, by the word of their brand; a brand without one is not there.
  std::map<std::string, sca::AppIdentity, std::less<>> apps;
};

/// Where requests are written down. `inspector` may be null.
struct Records {
  record::Log& log;
  record::Inspector* inspector;
};

/// How the outside reaches us, for links and metadata.
struct Addresses {
  HelpLinks help;
  /// The issuer of an establishment (RFC 8414): "https://www.17515.sandbox.api.localhost:8443".
  std::function<std::string(const Establishment&, Environment)> issuer_of;
  const ResponseSeals& seals;  ///< with which answers to TPPs are sealed
  FallbackDoor fallback;
};

/// Takes a request from the checks through the waits to its response; the only code above the
/// adapters that waits. Safe on any thread; holds no state of its own.
class Conductor {
 public:
  using Answer = Outcome<message::Response>;

  Conductor(References references, Desks desks, Records records, Addresses addresses);

  /// One log event a request. Throws where there is not even the memory to refuse.
  Task<message::Response> answer(message::Request request) const;

  /// Words and logs a refusal that http/ found before there was a whole request.
  message::Response refuse_early(const message::Request& so_far, Code code) const;

  /// Words and logs a failure that was asked for, as if the bank had refused with this status. The
  /// request is judged only as far as it takes to know whose it is.
  message::Response fail(const message::Request& request, int status, Refusal refusal) const;

  /// Answers a GET of what is open to everybody, without waiting or logging. Refuses with
  /// route_unknown what is not, and as a browser would be refused.
  Answer answer_open(const message::Request& request) const;

  /// What the bank's app was opened with: the GET /authorize that a browser would have sent, judged
  /// by the same rules. Otherwise the redirect to the TPP with a standard error, or the refusal
  /// that the customer is shown. The app's own door calls it (sca/in_app.hpp).
  std::expected<sca::InAppRequest, Answer> read_in_app(const message::Request& request) const;

 private:
  Task<Answer> serve(Admission& admission) const;
  Task<Answer> serve_after_asking(Admission& admission) const;
  Task<void> learn_status(Admission& admission) const;
  Task<Answer> serve_ais(Admission& admission) const;
  Task<Answer> call(const Admission& admission, const ais::Visit& visit) const;
  Task<Answer> call_transactions(const Admission& admission, const ais::Visit& visit) const;
  Task<Answer> call_consents(const Admission& admission, const ais::Visit& visit) const;
  void note_access(const ais::Visit& visit, std::string_view method,
                   std::string_view subject) const;
  Task<Answer> serve_token(Admission& admission) const;
  Task<Answer> serve_enrolment(Admission& admission) const;
  Task<Answer> register_client(Admission& admission) const;
  Task<Answer> change_registration(Admission& admission) const;
  Task<Answer> remove_registration(Admission& admission) const;
  Task<Outcome<EnrolledTpp>> admit_candidate(Admission& admission, EnrolledTpp candidate,
                                             bool is_new) const;
  Task<Outcome<EnrolledTpp>> enrol(EnrolledTpp candidate, bool is_new) const;
  Task<Outcome<void>> check_signer(Admission& admission) const;
  message::Response record(const Admission& admission, int status, const EnrolledTpp& tpp) const;
  Task<Answer> serve_form(Admission& admission) const;
  Task<Answer> serve_at_once(const Admission& admission) const;
  Task<Answer> serve_page(const Admission& admission) const;
  /// Who is enrolled in `environment`, and has his right there, as of each call.
  oauth::Clients clients_of(Environment environment) const;
  /// What the query of GET /authorize asks for; a redirect or a page of refusal otherwise.
  std::expected<oauth::AuthorizationRequest, Answer> read_authorization(
      const Admission& admission, const message::Parameters& parameters) const;
  Answer serve_open(const Admission& admission) const;
  std::string issuer_at(const Admission& admission) const;
  std::string metadata_at(const Admission& admission) const;
  Answer serve_association(const Admission& admission) const;
  void seal(const Admission& admission, message::Response& response) const;
  Answer serve_certificate(const Admission& admission) const;
  message::Response worded(const Admission& admission, const Refusal& refusal) const;
  void write_down(Admission& admission, const message::Response& response, const Refusal* refusal,
                  std::chrono::microseconds took) const;

  References references_;
  Desks desks_;
  Records records_;
  Addresses addresses_;
  /// By issuer, for each establishment's first name; for its other names they are written when
  /// somebody asks.
  std::map<std::string, std::string, std::less<>> metadata_;
};

}  // namespace guichet::counter
