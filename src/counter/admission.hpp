// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "counter/failed_tokens.hpp"
#include "counter/psu_address.hpp"
#include "counter/retirement.hpp"
#include "counter/routes.hpp"
#include "domain/clock.hpp"
#include "domain/establishment.hpp"
#include "domain/grant.hpp"
#include "domain/outcome.hpp"
#include "domain/profile.hpp"
#include "domain/quota.hpp"
#include "message/request.hpp"
#include "record/event.hpp"
#include "tpp/certificate.hpp"
#include "tpp/licences.hpp"
#include "tpp/recogniser.hpp"
#include "tpp/tpp_register.hpp"

namespace guichet::counter {

/// What the checks look things up in. References live as long as the program; all are safe on any
/// thread.
struct References {
  const HostNames& hosts;
  const TermsInForce& terms;
  tpp::Recognisers& recognisers;
  const tpp::TppRegister& tpps;
  const tpp::Licences& licences;
  Profiles profiles;
  const Clock& clock;       ///< the bank's clock: tokens, quota, history; movable in the sandbox
  const Clock& wall_clock;  ///< the world's clock: certificates and signed dates
  FailedTokens& failed_tokens;
  RetirementCalendar calendar;
  PsuAddressPolicy psu_addresses = PsuAddressPolicy::any_valid;
};

/// What is known of a request so far; every step adds to it. Lives as long as the request.
struct Admission {
  explicit Admission(const message::Request& received) : request(received) {}

  const message::Request& request;
  Instant now{};
  Instant wall_now{};
  const Establishment* establishment = nullptr;
  Environment environment = Environment::sandbox;
  const Profile* profile = &strict_profile;  ///< of the environment, then of the TPP; never null
  Match match;
  std::shared_ptr<const tpp::RecognisedTpp> caller;    ///< the holder of the QWAC; null before
  std::shared_ptr<const tpp::RegisteredTpp> enrolled;  ///< and his enrolment
  std::string x_request_id;                            ///< empty if absent or not fit to be echoed
  bool batch = true;                                   ///< no PSU-IP-Address that counts as one
  bool psu_ip_suspect = false;
  std::optional<QuotaStanding> quota;  ///< how the call's counter stands, once it is known
  std::string_view bearer;             ///< access token in clear, a view into the request
  std::optional<Instant> above_until;  ///< with token_abuse: when the TPP may call again
  std::shared_ptr<const Grant> grant;
  /// After a refusal with cert_status: the certificate whose issuer is to be asked, once, before
  /// the checks are walked again. First use only.
  std::optional<crypto::IssuedCertificate> to_ask;
  /// Of a failure that was asked for, whose refusal's own status may be another one.
  std::optional<int> status_asked_for;
  bool alarm = false;         ///< the refusal tells of a key or a token in the wrong hands
  record::Verdicts verdicts;  ///< filled only where someone will look at them
  bool verdicts_wanted = false;
};

/// Keeps what became of a check, if someone will look. `refusal` null: it passed.
void note_verdict(Admission& admission, std::string_view step, const Refusal* refusal);

/// Whether the bank and the public register leave a TPP its right. Refuses with tpp_suspended.
Outcome<void> check_licence_of(const References& references, const std::string& oid,
                               Environment environment, Instant wall_now);

/// Checks the seal of the request as one of `signer`'s. Refuses as tpp::verify_seal and
/// tpp::SealStanding do; with cert_status it may leave a certificate in `admission.to_ask`.
Outcome<void> verify_seal_of(const References& references, Admission& admission,
                             const tpp::RegisteredTpp& signer);

/// The steps before the grant can be recalled: host, route, certificate, headers, bearer. Pure
/// computation.
Outcome<void> arrive(const References& references, Admission& admission);

/// The steps after: token, scope, seal, Accept. `admission.grant` is set. Pure computation.
Outcome<void> examine(const References& references, Admission& admission);

/// Counts a refusal of the access token against the TPP that sent it. Gives the refusal, or
/// token_abuse if this one was one too many.
Refusal counted(const References& references, Admission& admission, Refusal refusal);

}  // namespace guichet::counter
