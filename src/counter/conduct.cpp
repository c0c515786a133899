// SPDX-License-Identifier: Apache-2.0
#include "counter/conduct.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "counter/issuer.hpp"
#include "counter/wait.hpp"
#include "crypto/sha256.hpp"
#include "message/media_type.hpp"
#include "message/target.hpp"
#include "oauth/metadata.hpp"
#include "oauth/parameters.hpp"
#include "portal/assets.hpp"
#include "portal/errors.hpp"
#include "portal/inspector.hpp"
#include "tpp/seal_reading.hpp"

namespace guichet::counter {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// An accountResourceId is the account's number, and whoever mistakes the path may have put one
/// anywhere: of whatever has as many digits only the last four characters are left.
std::string masked_segment(std::string_view segment) {
  constexpr std::ptrdiff_t digits_of_a_number = 9;
  constexpr std::size_t shown = 4;
  if (std::ranges::count_if(segment, is_digit) < digits_of_a_number) return std::string(segment);
  return ".." + std::string(segment.substr(segment.size() - shown));
}

/// The status that decides how a line in the log weighs beside that of its answer, where a redirect
/// tells a refusal; 0 for what customers do of themselves.
int told_status_of(const message::Response& response) {
  if (!response.refusal || response.refusal->code == Code::oauth_access_denied) return 0;
  return entry_of(response.refusal->code).status;
}

/// A path fit to be kept.
std::string masked_path(std::string_view path) {
  std::string masked;
  while (true) {
    const std::size_t slash = path.find('/');
    masked += masked_segment(path.substr(0, slash));
    if (slash == std::string_view::npos) return masked;
    masked += '/';
    path.remove_prefix(slash + 1);
  }
}

}  // namespace

Conductor::Conductor(References references, Desks desks, Records records, Addresses addresses)
    : references_(references),
      desks_(std::move(desks)),
      records_(records),
      addresses_(std::move(addresses)) {
  for (const Establishment& each : establishments())
    for (const Environment environment : {Environment::sandbox, Environment::live}) {
      std::string issuer = addresses_.issuer_of(each, environment);
      std::string document = oauth::metadata_document(issuer, references_.profiles.of(environment));
      metadata_.emplace(std::move(issuer), std::move(document));
    }
}

Task<message::Response> Conductor::answer(message::Request request) const {
  const auto started = std::chrono::steady_clock::now();
  Admission admission(request);
  admission.verdicts_wanted = records_.inspector != nullptr;
  Answer outcome;
  try {
    const auto arrived = arrive(references_, admission);
    if (arrived || admission.to_ask) {
      auto serving = arrived ? serve(admission) : serve_after_asking(admission);
      outcome = co_await std::move(serving);
    } else {
      outcome = std::unexpected(arrived.error());
    }
  } catch (const std::bad_alloc&) {
    // The one place where a broken promise of the machine becomes an answer.
    outcome = refuse(Code::store_unavailable, {}, "no memory");
  } catch (const std::exception& broken) {
    outcome = refuse(Code::internal, {}, broken.what());
  }
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - started);
  if (outcome) {
    references_.calendar.announce(request, admission.now, *outcome);
    seal(admission, *outcome);
    write_down(admission, *outcome, nullptr, took);
    co_return std::move(*outcome);
  }
  const Refusal refusal = counted(references_, admission, std::move(outcome).error());
  auto response = worded(admission, refusal);
  references_.calendar.announce(request, admission.now, response);
  seal(admission, response);
  write_down(admission, response, &refusal, took);
  co_return response;
}

/// A certificate that nobody has seen before: its issuer is asked, and the checks are walked again.
Task<Conductor::Answer> Conductor::serve_after_asking(Admission& admission) const {
  auto learning = learn_status(admission);
  co_await std::move(learning);
  const auto arrived = arrive(references_, admission);
  if (!arrived) co_return std::unexpected(arrived.error());
  auto serving = serve(admission);
  co_return co_await std::move(serving);
}

Task<void> Conductor::learn_status(Admission& admission) const {
  auto certificate = *std::exchange(admission.to_ask, std::nullopt);
  auto ask = [&](Completion<void> done) {
    desks_.statuses.ask(std::move(certificate), std::move(done));
  };
  auto asking = answer_of<void>(ask);
  static_cast<void>(co_await std::move(asking));  // what came of it is judged from the book
}

/// No coroutine itself: each one on the way costs every request.
Task<Conductor::Answer> Conductor::serve(Admission& admission) const {
  switch (admission.match.route->kind) {
    case Kind::ais:
      return serve_ais(admission);
    case Kind::token:
      return serve_token(admission);
    case Kind::enrolment:
      return serve_enrolment(admission);
    case Kind::form:
      return serve_form(admission);
    case Kind::page:
      return serve_page(admission);
    case Kind::open:
      break;
  }
  return serve_at_once(admission);
}

Task<Conductor::Answer> Conductor::serve_at_once(const Admission& admission) const {
  co_return serve_open(admission);
}

Task<Conductor::Answer> Conductor::serve_ais(Admission& admission) const {
  // Looked up by its hash: how long that takes depends on a value that nobody chooses bit by bit,
  // so it leads no one towards a token. One that has expired may still be in memory and be refused
  // sooner than one that is in no book; that tells its holder only that he held it once.
  const SecretHash access_hash = crypto::sha256(admission.bearer);
  using SharedGrant = std::shared_ptr<const Grant>;
  auto recall = [&](Completion<SharedGrant> done) {
    desks_.grants.recall(access_hash, std::move(done));
  };
  auto grant = co_await answer_of<SharedGrant>(recall);
  if (!grant) {
    note_verdict(admission, "token", &grant.error());
    co_return std::unexpected(std::move(grant).error());
  }
  admission.grant = *std::move(grant);
  const std::size_t passed = admission.verdicts.passed.size();
  auto examined = examine(references_, admission);
  while (!examined && admission.to_ask) {  // the first request with this seal
    auto learning = learn_status(admission);
    co_await std::move(learning);
    admission.verdicts.passed.resize(passed);
    admission.verdicts.failed = {};
    admission.verdicts.refusal.clear();
    examined = examine(references_, admission);
  }
  if (!examined) co_return std::unexpected(std::move(examined).error());

  const GrantKey& key = admission.grant->key;
  ConsentKey consent_key(key.establishment, key.psu, key.tpp);
  using SharedConsent = std::shared_ptr<const ConsentVersion>;
  auto current = [&](Completion<SharedConsent> done) {
    desks_.ais.consents.current(std::move(consent_key), std::move(done));
  };
  auto consent = co_await answer_of<SharedConsent>(current);
  if (!consent) co_return std::unexpected(std::move(consent).error());
  const Consent* const in_force = &(*consent)->consent;
  const ais::Visit visit{key.establishment,
                         key.psu,
                         key.tpp,
                         admission.grant->refresh_hash,
                         {*std::move(consent), in_force},
                         admission.now,
                         admission.batch,
                         admission.batch ? admission.x_request_id : std::string(),
                         &admission.quota};
  co_return co_await call(admission, visit);
}

Task<Conductor::Answer> Conductor::serve_token(Admission& admission) const {
  const auto media_type = admission.request.headers.find("content-type");
  constexpr std::string_view form_type = "application/x-www-form-urlencoded";
  if (!media_type || !message::same_name(message::read_media_type(*media_type).name, form_type))
    co_return refuse(Code::oauth_invalid_request,
                     "Content-Type must be application/x-www-form-urlencoded.");
  const auto form = oauth::read_parameters(admission.request.body);
  if (!form) co_return refuse(Code::oauth_invalid_request, "The form is not well percent-encoded.");
  oauth::TokenCaller caller;
  caller.establishment = admission.establishment->code;
  caller.oid = admission.caller->oid;
  caller.roles = admission.caller->roles;
  caller.thumbprint = admission.caller->thumbprint;
  caller.environment = admission.environment;
  caller.now = admission.now;
  if (admission.match.route->endpoint == Endpoint::revoke) {
    auto revoke = [&](Completion<void> done) {
      desks_.tokens.revoke(caller, admission.request, *form, std::move(done));
    };
    auto revoked = co_await answer_of<void>(revoke);
    if (!revoked) co_return std::unexpected(std::move(revoked).error());
    co_return bare(admission, 200);
  }
  if (oauth::TokenDesk::is_for_fallback(caller, admission.request, *form)) {
    const auto tpp = desks_.tokens.admit_to_fallback(caller, admission.request, *form);
    if (!tpp) co_return std::unexpected(tpp.error());
    std::string issuer = addresses_.issuer_of(*admission.establishment, admission.environment);
    const std::string& own = references_.terms.of(*admission.establishment).online_bank;
    co_return sent_to(admission, let_in(own.empty() ? addresses_.fallback.online_bank : own,
                                        addresses_.fallback.key, caller.establishment, issuer,
                                        **tpp, admission.now, desks_.randomness));
  }
  auto ask = [&](Completion<oauth::TokenAnswer> done) {
    desks_.tokens.answer(caller, admission.request, *form, std::move(done));
  };
  auto answer = co_await answer_of<oauth::TokenAnswer>(ask);
  if (!answer) co_return std::unexpected(std::move(answer).error());
  co_return token_answer(admission, *answer);
}

Conductor::Answer Conductor::serve_open(const Admission& admission) const {
  switch (admission.match.route->endpoint) {
    case Endpoint::metadata:
      return open_json(metadata_at(admission));
    case Endpoint::apple_association:
    case Endpoint::android_association:
      return serve_association(admission);
    case Endpoint::response_certificate:
      return serve_certificate(admission);
    case Endpoint::asset: {
      auto asset = portal::asset_response(message::path_of(admission.request.target));
      if (!asset) return refuse(Code::route_unknown);
      return *std::move(asset);
    }
    case Endpoint::errors_index:
      return portal::errors_index_page();
    case Endpoint::error_page: {
      auto page = portal::error_page(admission.match.name);
      if (!page) return refuse(Code::route_unknown);
      return *std::move(page);
    }
    case Endpoint::portal:
      return desks_.start_page();
    case Endpoint::inspector:
      if (!records_.inspector) return refuse(Code::route_unknown);
      return portal::inspector_page(admission.match.name,
                                    records_.inspector->recent(admission.match.name));
    default:
      return refuse(Code::route_unknown);
  }
}

std::string Conductor::issuer_at(const Admission& admission) const {
  return issuer_asked(admission.request,
                      addresses_.issuer_of(*admission.establishment, admission.environment));
}

std::string Conductor::metadata_at(const Admission& admission) const {
  const std::string issuer = issuer_at(admission);
  const auto written = metadata_.find(issuer);
  if (written != metadata_.end()) return written->second;
  return oauth::metadata_document(issuer, references_.profiles.of(admission.environment));
}

Conductor::Answer Conductor::serve_association(const Admission& admission) const {
  const auto app = desks_.apps.find(admission.establishment->brand->word);
  if (app == desks_.apps.end()) return refuse(Code::route_unknown);
  message::Response response;
  // Without a parameter, as Apple and Google write it.
  response.headers.add("Content-Type", "application/json");
  response.headers.add("Cache-Control", "public, max-age=3600");
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.body = admission.match.route->endpoint == Endpoint::apple_association
                      ? sca::apple_association(app->second)
                      : sca::android_association(app->second);
  return response;
}

/// The bank's side of the signature: every answer of the API that a TPP reads, refusals too.
void Conductor::seal(const Admission& admission, message::Response& response) const {
  if (addresses_.seals.empty() || admission.establishment == nullptr) return;
  const Route* route = admission.match.route;
  const bool is_for_a_tpp =
      route != nullptr &&
      (route->kind == Kind::ais || route->kind == Kind::token || route->kind == Kind::enrolment);
  if (!is_for_a_tpp) return;
  const auto seal = addresses_.seals.of(admission.establishment->code);
  if (!seal) return;
  seal_response(response, admission.request, *seal,
                addresses_.issuer_of(*admission.establishment, admission.environment),
                admission.wall_now);
}

Conductor::Answer Conductor::serve_certificate(const Admission& admission) const {
  const auto seal = addresses_.seals.of(admission.establishment->code);
  const crypto::Certificate& vouching = addresses_.fallback.key.certificate;
  const std::string& name = admission.match.name;
  std::string pem;
  if (name == key_name_of(vouching.sha256_hex))
    pem = crypto::pem_of_der(vouching.der);
  else if (seal && name == key_name_of(seal->sha256_hex))
    pem = seal->certificate_pem;
  else
    return refuse(Code::route_unknown);
  return published(std::move(pem));
}

void Conductor::write_down(Admission& admission, const message::Response& response,
                           const Refusal* refusal, std::chrono::microseconds took) const {
  // Style sheets and metadata are the same for everybody; nobody will ask what became of them.
  const bool is_open =
      admission.match.route != nullptr && admission.match.route->kind == Kind::open;
  const bool inspected = records_.inspector != nullptr && !is_open;
  const int told_status = told_status_of(response);
  if (!inspected && !records_.log.wants(std::max(response.status, told_status), admission.alarm))
    return;
  record::Event event;
  event.at = admission.now;
  event.door = admission.request.door == message::Door::api ? "api" : "web";
  event.method = admission.request.method;
  event.path = masked_path(message::path_of(admission.request.target));
  event.host = admission.request.headers.find("host").value_or("");
  if (admission.establishment) event.establishment = admission.establishment->code;
  if (admission.caller) event.tpp = admission.caller->oid;
  event.x_request_id = std::move(admission.x_request_id);
  event.status = response.status;
  event.told_status = told_status;
  if (refusal == nullptr && response.refusal) refusal = &*response.refusal;
  if (refusal) {
    event.code = entry_of(refusal->code).name;
    event.detail = refusal->detail;
  }
  event.alarm = admission.alarm;
  event.batch = admission.batch;
  event.psu_ip_suspect = admission.psu_ip_suspect;
  event.took = took;
  records_.log.write(event);
  if (!inspected) return;
  record::Inspection inspection;
  inspection.event = std::move(event);
  inspection.verdicts = std::move(admission.verdicts);
  if (refusal && admission.enrolled && is_about_the_signature(refusal->code))
    inspection.seal = std::make_shared<const SealReading>(tpp::read_seal(
        admission.request, *admission.enrolled, references_.tpps, *admission.profile));
  records_.inspector->keep(std::move(inspection));
}

}  // namespace guichet::counter
