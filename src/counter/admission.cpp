// SPDX-License-Identifier: Apache-2.0
#include "counter/admission.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "message/target.hpp"
#include "oauth/token.hpp"
#include "tpp/signature.hpp"

namespace guichet::counter {
namespace {

using StepFunction = Outcome<void> (*)(const References&, Admission&);
constexpr bool yes = true;
constexpr bool no = false;

struct Step {
  std::string_view name;
  StepFunction run;
  std::array<bool, 6> applies;  // in the order of Kind
};

/// True if `host` is `name`, perhaps with a port behind: the usual case, which spares a search.
bool is_same_host(std::string_view host, std::string_view name) {
  return host.starts_with(name) && (host.size() == name.size() || host[name.size()] == ':');
}

Outcome<void> find_establishment(const References& references, Admission& admission) {
  const message::Request& request = admission.request;
  const auto host = request.headers.find("host");
  const ServedHost served = host ? references.hosts.find(*host) : ServedHost{};
  if (!served) return refuse(Code::misdirected);
  admission.establishment = served.establishment;
  admission.environment = served.environment;
  admission.profile = &references.profiles.of(served.environment);
  if (request.server_name.empty() || is_same_host(*host, request.server_name)) return {};
  if (references.hosts.find(request.server_name).establishment != served.establishment)
    return refuse(
        Code::misdirected,
        "Host names another establishment than the TLS server name; open a connection for each.");
  return {};
}

Outcome<void> find_route(const References& references, Admission& admission) {
  const message::Request& request = admission.request;
  GUICHET_CHECK(served, references.calendar.admit(request, admission.now));
  GUICHET_TRY(match, match_route(request.method, message::path_of(request.target), request.door));
  admission.match = std::move(match);
  return {};
}

/// The loopback names lead to an establishment that is not served, too.
Outcome<void> heed_terms(const References& references, Admission& admission) {
  const EstablishmentTerms& terms = references.terms.of(*admission.establishment);
  if (!terms.is_served) return refuse(Code::misdirected);
  if (!terms.is_readable)
    return refuse(Code::establishment_unavailable, {}, "its configuration was never readable");
  return {};
}

Outcome<void> recognise_tpp(const References& references, Admission& admission) {
  tpp::QwacJudge& qwacs = references.recognisers.of(admission.environment).qwacs;
  auto caller = qwacs.judge(admission.request.certificate.get(), admission.wall_now);
  if (!caller && caller.error().code == Code::cert_status)
    admission.to_ask = qwacs.unasked(*admission.request.certificate, admission.wall_now);
  if (!caller) return std::unexpected(std::move(caller).error());
  admission.caller = *std::move(caller);
  return {};
}

Outcome<void> find_enrolment(const References& references, Admission& admission) {
  admission.enrolled = references.tpps.by_oid(admission.caller->oid, admission.environment);
  if (!admission.enrolled) return refuse(Code::tpp_unknown);
  admission.profile = &references.profiles.of(admission.environment, admission.enrolled->tpp);
  return {};
}

Outcome<void> check_licence(const References& references, Admission& admission) {
  return check_licence_of(references, admission.caller->oid, admission.environment,
                          admission.wall_now);
}

Outcome<void> require_role(const References&, Admission& admission) {
  if (!admission.caller->roles.contains(TppRole::account_information))
    return refuse(Code::role_missing);
  return {};
}

/// Headers that may stand once; a second one would let two readers read two things.
constexpr std::array<std::string_view, 7> singletons{
    "authorization", "x-request-id",   "digest",          "date",
    "content-type",  "psu-ip-address", "content-encoding"};

Outcome<void> find_duplicates(const References&, Admission& admission) {
  std::array<int, singletons.size()> seen{};
  for (const message::Header& header : admission.request.headers.all())
    for (std::size_t i = 0; i < singletons.size(); ++i)
      if (message::same_name(header.name, singletons[i]) && ++seen[i] == 2)
        return refuse(Code::header_duplicate,
                      std::string(singletons[i]) + " was sent twice; send it once.");
  return {};
}

bool is_fit_for_echo(std::string_view id) {
  if (id.empty() || id.size() > 70) return false;
  for (const char c : id)
    if (c < 0x20 || c > 0x7e) return false;
  return true;
}

/// STET 1.6.2 part 2, common headers: at most 70 characters, not necessarily a UUID.
Outcome<void> read_request_id(const References&, Admission& admission) {
  if (admission.x_request_id.empty()) return refuse(Code::x_request_id);
  return {};
}

Outcome<void> refuse_body(const References&, Admission& admission) {
  if (admission.match.route->body_limit == 0 && !admission.request.body.empty())
    return refuse(Code::body_not_allowed);
  return {};
}

/// However the name is written: it is decoded as those of the other parameters are.
bool query_names_a_token(std::string_view target) {
  std::string_view query = message::query_of(target);
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    if (message::percent_decoded(pair.substr(0, pair.find('='))) == "access_token") return true;
  }
  return false;
}

/// RFC 6750 2.1; a token in the query is never taken.
Outcome<void> read_bearer(const References&, Admission& admission) {
  const auto authorization = admission.request.headers.find("authorization");
  const bool in_query = query_names_a_token(admission.request.target);
  if (!authorization) {
    if (in_query)
      return refuse(Code::token_twice,
                    "The access token belongs in the Authorization header, not in the query.");
    return refuse(Code::token_missing);
  }
  if (in_query) return refuse(Code::token_twice);
  constexpr std::string_view scheme = "bearer ";
  if (authorization->size() <= scheme.size() ||
      !message::same_name(authorization->substr(0, scheme.size()), scheme))
    return refuse(Code::token_missing);
  admission.bearer = authorization->substr(scheme.size());
  const std::size_t token = admission.bearer.find_first_not_of(' ');  // 1*SP stand before it
  if (token == std::string_view::npos) return refuse(Code::token_missing);
  admission.bearer.remove_prefix(token);
  return {};
}

/// While a TPP is above the limit its tokens are not looked up at all, not even good ones. To serve
/// those would mean to look up every one that comes, which is the work that the limit spares the
/// other TPPs, and would tell whoever tries tokens which of them is good. It lasts a minute at
/// most.
Outcome<void> refuse_abuse(const References& references, Admission& admission) {
  admission.above_until = references.failed_tokens.above_until(
      admission.establishment->code, admission.environment, admission.caller->oid, admission.now);
  if (admission.above_until) return refuse(Code::token_abuse);
  return {};
}

Outcome<void> judge_token(const References&, Admission& admission) {
  const Grant& grant = *admission.grant;
  // One answer for all: whoever holds a token that is not his learns nothing about it.
  if (grant.key.establishment != admission.establishment->code)
    return refuse(Code::invalid_token, {}, "token of establishment " + grant.key.establishment);
  if (grant.key.tpp != admission.caller->oid) {
    admission.alarm = true;
    return refuse(Code::invalid_token, {}, "token of TPP " + grant.key.tpp);
  }
  if (admission.now >= grant.access_expires_at) return refuse(Code::invalid_token, {}, "expired");
  return {};
}

/// A TPP may have several clients: the token says which one calls.
Outcome<void> find_client(const References& references, Admission& admission) {
  const std::string& client_id = admission.grant->client_id;
  if (client_id == admission.enrolled->tpp.client_id) return {};
  auto client = references.tpps.by_client_id(client_id);
  if (!client || client->tpp.oid != admission.caller->oid ||
      !is_enrolled_in(client->tpp, admission.environment))
    return refuse(Code::invalid_token, {}, "token of a client that is not enrolled here");
  admission.profile = &references.profiles.of(admission.environment, client->tpp);
  admission.enrolled = std::move(client);
  return {};
}

/// RFC 8705 3, by the profile of the client that the token was given to.
Outcome<void> judge_binding(const References&, Admission& admission) {
  if (admission.profile->token_bound_to_certificate &&
      admission.grant->certificate_thumbprint != admission.caller->thumbprint)
    return refuse(Code::invalid_token, {}, "token bound to another certificate");
  return {};
}

Outcome<void> require_scope(const References&, Admission& admission) {
  const bool enrols = admission.match.route->kind == Kind::enrolment;
  const std::string needed = enrols ? oauth::registration_role(admission.environment) : "aisp";
  if (admission.grant->key.role == needed) return {};
  return refuse(Code::insufficient_scope,
                enrols ? "The token's scope is not manageRegistration; ask for one with "
                         "client_credentials."
                       : "");
}

Outcome<void> verify_seal(const References& references, Admission& admission) {
  return verify_seal_of(references, admission, *admission.enrolled);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_zero_weight(std::string_view parameters) {
  while (!parameters.empty()) {
    const auto semicolon = parameters.find(';');
    const std::string_view parameter = trimmed(parameters.substr(0, semicolon));
    parameters.remove_prefix(semicolon == std::string_view::npos ? parameters.size()
                                                                 : semicolon + 1);
    if (!message::same_name(parameter.substr(0, 2), "q=")) continue;
    const std::string_view weight = parameter.substr(2);
    return weight.starts_with('0') && weight.find_first_not_of("0.") == std::string_view::npos;
  }
  return false;
}

/// How precisely `range` names what is answered, from 1; 0 if it does not.
std::size_t precision_of(std::string_view range) {
  static constexpr std::array<std::string_view, 5> fitting{
      "*/*", "application/*", "application/*+json", "application/json", "application/hal+json"};
  const auto fit = std::ranges::find_if(
      fitting, [&](std::string_view each) { return message::same_name(range, each); });
  return fit == fitting.end() ? 0 : static_cast<std::size_t>(fit - fitting.begin()) + 1;
}

/// RFC 9110 12.5.1, as far as one media type needs it: the most precise range decides.
Outcome<void> negotiate(const References&, Admission& admission) {
  const auto accept = admission.request.headers.joined("accept");
  if (!accept || trimmed(*accept).empty()) return {};
  std::string_view rest = *accept;
  std::size_t most_precise = 0;
  bool is_taken = false;
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    const std::string_view item = rest.substr(0, comma);
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    const auto semicolon = item.find(';');
    const std::string_view parameters =
        semicolon == std::string_view::npos ? std::string_view{} : item.substr(semicolon);
    const std::size_t precision = precision_of(trimmed(item.substr(0, semicolon)));
    if (precision == 0 || precision < most_precise) continue;
    const bool takes = !is_zero_weight(parameters);
    is_taken = precision == most_precise ? is_taken || takes : takes;
    most_precise = precision;
  }
  if (is_taken) return {};
  return refuse(Code::accept);
}

/// Which check runs for which kind of route, and in which order: the first failure answers.
// clang-format off
constexpr std::array before_the_grant{
  //   step                                    ais  token enrol page form open
  Step{"host",             find_establishment, {yes, yes, yes, yes, yes, yes}},
  Step{"route",            find_route,         {yes, yes, yes, yes, yes, yes}},
  Step{"terms",            heed_terms,         {yes, yes, yes, yes, yes, no }},
  Step{"certificate",      recognise_tpp,      {yes, yes, yes, no,  no,  no }},
  Step{"enrolment",        find_enrolment,     {yes, no,  no,  no,  no,  no }},
  Step{"licence",          check_licence,      {yes, yes, yes, no,  no,  no }},
  Step{"role",             require_role,       {yes, no,  no,  no,  no,  no }},
  Step{"duplicates",       find_duplicates,    {yes, yes, yes, no,  no,  no }},
  Step{"x-request-id",     read_request_id,    {yes, no,  yes, no,  no,  no }},
  Step{"token",            read_bearer,        {yes, no,  yes, no,  no,  no }},
  Step{"failed tokens",    refuse_abuse,       {yes, no,  yes, no,  no,  no }},
  Step{"body",             refuse_body,        {no,  no,  no,  yes, no,  yes}},
};
constexpr std::array after_the_grant{
  Step{"token",            judge_token,        {yes, no,  yes, no,  no,  no }},
  Step{"scope",            require_scope,      {yes, no,  yes, no,  no,  no }},
  Step{"client",           find_client,        {yes, no,  no,  no,  no,  no }},
  Step{"binding",          judge_binding,      {yes, no,  yes, no,  no,  no }},
  Step{"signature",        verify_seal,        {yes, no,  no,  no,  no,  no }},  // after the cheap refusals: 13 us of RSA
  Step{"accept",           negotiate,          {yes, no,  no,  no,  no,  no }},
  Step{"body",             refuse_body,        {yes, no,  yes, no,  no,  no }},
};
// clang-format on

/// The kind is known once the route is; the two steps before that apply to every kind.
std::size_t column_of(const Admission& admission) {
  return admission.match.route == nullptr ? 0
                                          : static_cast<std::size_t>(admission.match.route->kind);
}

template <std::size_t N>
Outcome<void> walk(const std::array<Step, N>& steps, const References& references,
                   Admission& admission) {
  for (const Step& step : steps) {
    if (!step.applies[column_of(admission)]) continue;
    auto outcome = step.run(references, admission);
    note_verdict(admission, step.name, outcome ? nullptr : &outcome.error());
    if (!outcome) return outcome;
  }
  return {};
}

}  // namespace

Outcome<void> check_licence_of(const References& references, const std::string& oid,
                               Environment environment, Instant wall_now) {
  if (references.tpps.is_suspended(oid, environment)) return refuse(Code::tpp_suspended);
  return references.licences.judge(oid, wall_now);
}

Outcome<void> verify_seal_of(const References& references, Admission& admission,
                             const tpp::RegisteredTpp& signer) {
  tpp::SealStanding& seals = references.recognisers.of(admission.environment).seals;
  const auto standing_of = [&](const crypto::Certificate& seal, Instant now) {
    auto standing = seals.judge(seal, now);
    if (!standing && standing.error().code == Code::cert_status)
      admission.to_ask = seals.unasked(seal, now);
    return standing;
  };
  auto verified = tpp::verify_seal(admission.request, signer, references.tpps, *admission.profile,
                                   admission.wall_now, standing_of);
  admission.alarm = !verified && verified.error().code == Code::sig_key_foreign;
  return verified;
}

void note_verdict(Admission& admission, std::string_view step, const Refusal* refusal) {
  if (!admission.verdicts_wanted) return;
  record::Verdicts& verdicts = admission.verdicts;
  if (refusal == nullptr) return verdicts.passed.push_back(step);
  const RefusalEntry& entry = entry_of(refusal->code);
  verdicts.failed = step;
  verdicts.refusal = std::string(entry.name) + ": " +
                     (refusal->said.empty() ? std::string(entry.text) : refusal->said);
}

Outcome<void> arrive(const References& references, Admission& admission) {
  admission.verdicts = {};
  admission.to_ask.reset();
  if (admission.verdicts_wanted)
    admission.verdicts.passed.reserve(before_the_grant.size() + after_the_grant.size());
  admission.now = references.clock.now();
  admission.wall_now = references.wall_clock.now();
  const auto id = admission.request.headers.find("x-request-id");
  if (id && is_fit_for_echo(*id) && admission.request.headers.count("x-request-id") == 1)
    admission.x_request_id = *id;
  const auto psu_ip = admission.request.headers.find("psu-ip-address");
  const PsuAddress address = psu_ip ? judge_psu_address(*psu_ip) : PsuAddress::none;
  admission.batch = !is_connected(address, references.psu_addresses);
  admission.psu_ip_suspect = address == PsuAddress::suspect;
  return walk(before_the_grant, references, admission);
}

Outcome<void> examine(const References& references, Admission& admission) {
  admission.to_ask.reset();
  return walk(after_the_grant, references, admission);
}

Refusal counted(const References& references, Admission& admission, Refusal refusal) {
  if (refusal.code != Code::invalid_token || !admission.caller) return refusal;
  admission.above_until = references.failed_tokens.count(
      admission.establishment->code, admission.environment, admission.caller->oid, admission.now);
  if (!admission.above_until) return refusal;
  Refusal abuse{Code::token_abuse, {}, std::move(refusal.detail)};
  note_verdict(admission, "failed tokens", &abuse);
  return abuse;
}

}  // namespace guichet::counter
