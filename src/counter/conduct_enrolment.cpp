// SPDX-License-Identifier: Apache-2.0
//
// The enrolment API ("API Enregistrement DSP2", after STET 1.4.2 3.4 and RFC 7591 and 7592): a TPP
// registers itself, reads, changes and removes what it registered. The QWAC says who it is, the
// first request is sealed with a certificate that stands in the request itself.
#include <algorithm>
#include <mutex>
#include <optional>

#include "counter/conduct.hpp"
#include "counter/wait.hpp"
#include "crypto/sha256.hpp"
#include "stet/registration.hpp"
#include "tpp/enrolment.hpp"
#include "tpp/signature.hpp"

namespace guichet::counter {
namespace {

std::unexpected<Refusal> not_acceptable(std::string said) {
  return refuse(Code::enrol_invalid_client_metadata, std::move(said));
}

/// The roles that the scopes stand for; all must be in the QWAC.
Outcome<std::set<TppRole>> roles_of(const std::set<std::string>& scopes,
                                    const std::set<TppRole>& roles_of_qwac) {
  std::set<TppRole> roles;
  for (const TppRole role : roles_of_qwac)
    if (scopes.contains(std::string(scope_of(role)))) roles.insert(role);
  if (roles.size() == scopes.size()) return roles;
  return refuse(Code::role_missing,
                "The QWAC does not carry the role of every scope that is registered.");
}

std::string thumbprint_of(const std::string& der) { return crypto::hex(crypto::sha256(der)); }

/// Besides the QWACs that are registered by name the one that is presented is enrolled: it has just
/// proved itself. A change that names none keeps those of before, so that a successor is added
/// before its predecessor ends.
std::vector<std::string> qwacs_of(const tpp::EnrolledCertificates& certificates,
                                  const std::string& presented, const EnrolledTpp* former) {
  std::vector<std::string> thumbprints;
  for (const std::string& der : certificates.qwacs) thumbprints.push_back(thumbprint_of(der));
  if (thumbprints.empty() && former != nullptr) thumbprints = former->qwacs;
  if (std::ranges::find(thumbprints, presented) == thumbprints.end())
    thumbprints.push_back(presented);
  return thumbprints;
}

/// A certificate of the body that will not do is a fault of the body (RFC 7591 3.2.2), not of the
/// connection; its code stands first.
std::unexpected<Refusal> fault_of_jwks(const Refusal& refusal) {
  if (refusal.code < Code::cert_required || refusal.code > Code::cert_revoked)
    return std::unexpected(refusal);
  const RefusalEntry& entry = entry_of(refusal.code);
  return refuse(Code::enrol_invalid_client_metadata,
                std::string(entry.name) +
                    " in jwks: " + (refusal.said.empty() ? std::string(entry.text) : refusal.said),
                refusal.detail);
}

Outcome<EnrolledTpp> candidate_of(const References& references, const Admission& admission,
                                  const stet::Registration& registration,
                                  const EnrolledTpp* former) {
  const std::string& oid = admission.caller->oid;
  if (registration.provider_legal_id != oid)
    return not_acceptable("provider_legal_id must be the organizationIdentifier of the QWAC, " +
                          oid.substr(0, 50) + ".");
  GUICHET_TRY(roles, roles_of(registration.scopes, admission.caller->roles));
  std::vector<std::string> certificates_base64;
  for (const stet::RegisteredKey& key : registration.keys) certificates_base64.push_back(key.x5c);
  auto certificates = tpp::judge_certificates(
      certificates_base64, oid, references.recognisers.of(admission.environment).trust.anchors(),
      admission.wall_now);
  if (!certificates) return fault_of_jwks(certificates.error());
  EnrolledTpp candidate;
  candidate.oid = oid;
  candidate.name = registration.client_name;
  candidate.roles = std::move(roles);
  candidate.redirect_uris = registration.redirect_uris;
  for (const stet::RegisteredKey& key : registration.keys)
    if (!key.kid.empty()) candidate.key_ids.push_back(key.kid);
  candidate.qwacs = qwacs_of(*certificates, admission.caller->thumbprint, former);
  candidate.seals = std::move(certificates->seals);
  candidate.environment = admission.environment;
  candidate.registration = registration.metadata;
  candidate.enrolled_at = former ? former->enrolled_at : admission.now;
  if (former) candidate.client_id = former->client_id;
  return candidate;
}

/// The client of the path, if it is the caller's; one answer for all that are not.
Outcome<std::shared_ptr<const tpp::RegisteredTpp>> client_of(const References& references,
                                                             const Admission& admission) {
  auto client = references.tpps.by_client_id(admission.match.client_id);
  if (!client || client->tpp.oid != admission.caller->oid ||
      !is_enrolled_in(client->tpp, admission.environment))
    return refuse(Code::client_unknown);
  if (client->tpp.registration.empty()) return refuse(Code::client_enrolled_by_hand);
  return client;
}

/// Whether one of the seals that are enrolled could still sign: in its dates and not taken back.
bool has_seal_in_force(const References& references, const Admission& admission,
                       const tpp::RegisteredTpp& client) {
  tpp::SealStanding& standing = references.recognisers.of(admission.environment).seals;
  const Instant now = admission.wall_now;
  return std::ranges::any_of(client.seals, [&](const tpp::Seal& seal) {
    const crypto::Certificate& certificate = seal.certificate;
    if (now < certificate.not_before || now > certificate.not_after) return false;
    const auto judged = standing.judge(certificate, now);
    return judged || judged.error().code == Code::cert_status;
  });
}

std::string new_id_for(const References& references, const std::string& oid,
                       Randomness& randomness) {
  const auto everyone = references.tpps.everyone();
  const auto own = std::ranges::count_if(everyone, [&](const auto& each) {
    return each->tpp.oid == oid && !each->tpp.registration.empty();
  });
  while (true) {
    std::string id = tpp::new_client_id(oid, static_cast<std::size_t>(own), randomness);
    if (!references.tpps.by_client_id(id)) return id;
  }
}

}  // namespace

Task<Conductor::Answer> Conductor::serve_enrolment(Admission& admission) const {
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
  auto examined = examine(references_, admission);
  if (!examined) co_return std::unexpected(std::move(examined).error());
  if (admission.match.route->endpoint == Endpoint::register_client)
    co_return co_await register_client(admission);
  auto client = client_of(references_, admission);
  if (!client) co_return std::unexpected(client.error());
  admission.enrolled = *std::move(client);
  admission.profile = &references_.profiles.of(admission.environment, admission.enrolled->tpp);
  switch (admission.match.route->endpoint) {
    case Endpoint::change_registration:
      co_return co_await change_registration(admission);
    case Endpoint::remove_registration:
      co_return co_await remove_registration(admission);
    default:
      break;
  }
  auto checking = check_signer(admission);
  auto sealed = co_await std::move(checking);
  if (!sealed) co_return std::unexpected(std::move(sealed).error());
  co_return record(admission, 200, admission.enrolled->tpp);
}

Task<Conductor::Answer> Conductor::register_client(Admission& admission) const {
  const auto registration = stet::read_registration(admission.request.body);
  if (!registration) co_return std::unexpected(registration.error());
  auto candidate = candidate_of(references_, admission, *registration, nullptr);
  if (!candidate) co_return std::unexpected(candidate.error());
  candidate->client_id = new_id_for(references_, candidate->oid, desks_.randomness);
  // The seal of the first request can only be one of those that it brings.
  auto seals = tpp::judge_seals(*candidate);
  if (!seals) co_return fault_of_jwks(seals.error());
  admission.enrolled =
      std::make_shared<const tpp::RegisteredTpp>(tpp::RegisteredTpp{*candidate, *std::move(seals)});
  auto admitting = admit_candidate(admission, *std::move(candidate), true);
  auto admitted = co_await std::move(admitting);
  if (!admitted) co_return std::unexpected(std::move(admitted).error());
  co_return record(admission, 201, *admitted);
}

Task<Conductor::Answer> Conductor::change_registration(Admission& admission) const {
  const EnrolledTpp former = admission.enrolled->tpp;
  const auto registration = stet::read_registration(admission.request.body);
  if (!registration) co_return std::unexpected(registration.error());
  if (!registration->client_id.empty() && registration->client_id != former.client_id)
    co_return not_acceptable("client_id is not the one in the path.");
  auto candidate = candidate_of(references_, admission, *registration, &former);
  if (!candidate) co_return std::unexpected(candidate.error());
  // Whoever has lost all his seals, by their end or to a thief, signs with one of those he brings,
  // as at the first request.
  if (!has_seal_in_force(references_, admission, *admission.enrolled)) {
    auto seals = tpp::judge_seals(*candidate);
    if (!seals) co_return fault_of_jwks(seals.error());
    admission.enrolled = std::make_shared<const tpp::RegisteredTpp>(
        tpp::RegisteredTpp{*candidate, *std::move(seals)});
  }
  auto admitting = admit_candidate(admission, *std::move(candidate), false);
  auto admitted = co_await std::move(admitting);
  if (!admitted) co_return std::unexpected(std::move(admitted).error());
  co_return record(admission, 200, *admitted);
}

Task<Conductor::Answer> Conductor::remove_registration(Admission& admission) const {
  auto checking = check_signer(admission);
  auto sealed = co_await std::move(checking);
  if (!sealed) co_return std::unexpected(std::move(sealed).error());
  const std::string& client_id = admission.enrolled->tpp.client_id;
  const tpp::TppRegister::Changing changing(desks_.tpps, client_id);
  auto remove = [&](Completion<void> done) {
    const std::scoped_lock lock(desks_.enrolling);
    if (!desks_.tpps.dismiss(client_id)) return done(refuse(Code::client_unknown));
    desks_.tpp_book.remove(client_id, std::move(done));
  };
  auto removed = co_await answer_of<void>(remove);
  if (!removed && removed.error().code != Code::client_unknown)
    static_cast<void>(desks_.tpps.admit(admission.enrolled->tpp));
  if (!removed) co_return std::unexpected(std::move(removed).error());
  // Were the machine to stop here: tokens of a client that is not enrolled open nothing.
  auto end = [&](Completion<void> done) { desks_.grants.end_client(client_id, std::move(done)); };
  auto ended = co_await answer_of<void>(end);
  if (!ended) co_return std::unexpected(std::move(ended).error());
  co_return bare(admission, 204);
}

/// The seal of the request, judged with what is enrolled of its signer.
Task<Outcome<void>> Conductor::check_signer(Admission& admission) const {
  auto sealed = verify_seal_of(references_, admission, *admission.enrolled);
  while (!sealed && admission.to_ask) {
    auto learning = learn_status(admission);
    co_await std::move(learning);
    sealed = verify_seal_of(references_, admission, *admission.enrolled);
  }
  note_verdict(admission, "signature", sealed ? nullptr : &sealed.error());
  co_return sealed;
}

/// Checks who signed, then that no certificate is enrolled which its issuer took back.
Task<Outcome<EnrolledTpp>> Conductor::admit_candidate(Admission& admission, EnrolledTpp candidate,
                                                      bool is_new) const {
  auto checking = check_signer(admission);
  auto sealed = co_await std::move(checking);
  if (!sealed) co_return std::unexpected(std::move(sealed).error());
  const tpp::Trust& trust = references_.recognisers.of(admission.environment).trust;
  for (const std::string& der : candidate.seals) {
    std::vector<std::string> alone{der};
    auto path = trust.path(alone, admission.wall_now);
    if (!path) co_return fault_of_jwks(path.error());
    admission.to_ask = trust.unasked(*path);
    if (admission.to_ask) {
      auto learning = learn_status(admission);
      co_await std::move(learning);
    }
    tpp::GoodStanding standing;
    auto status = trust.judge_status(*path, standing, admission.wall_now);
    if (!status) co_return fault_of_jwks(status.error());
  }
  co_return co_await enrol(std::move(candidate), is_new);
}

/// The register decides who may have what, the book keeps it. They are told in one order, so that
/// they never disagree; who cannot be written down is struck out again. Where another node has
/// decided or removed meanwhile, the book knows it first.
Task<Outcome<EnrolledTpp>> Conductor::enrol(EnrolledTpp candidate, bool is_new) const {
  const std::string client_id = candidate.client_id;
  const tpp::TppRegister::Changing changing(desks_.tpps, client_id);
  const auto former = desks_.tpps.by_client_id(client_id);
  std::optional<EnrolledTpp> enrolled;
  auto keep = [&](Completion<EnrolledTpp> done) {
    const std::scoped_lock lock(desks_.enrolling);
    auto changed = desks_.tpps.change(std::move(candidate), is_new);
    if (!changed) return done(std::unexpected(std::move(changed).error()));
    enrolled = *std::move(changed);
    if (!is_new) return desks_.tpp_book.change(*enrolled, std::move(done));
    auto written = [&enrolled, done = std::move(done)](Outcome<void> outcome) mutable {
      if (!outcome) return done(std::unexpected(std::move(outcome).error()));
      done(*enrolled);
    };
    desks_.tpp_book.enrol(*enrolled, std::move(written));
  };
  auto kept = co_await answer_of<EnrolledTpp>(keep);
  if (kept && (kept->suspended != enrolled->suspended || kept->profile != enrolled->profile))
    static_cast<void>(desks_.tpps.admit(*kept));
  if (kept) co_return *std::move(kept);
  if (enrolled && (is_new || kept.error().code == Code::client_unknown))
    desks_.tpps.dismiss(client_id);
  else if (enrolled && former)
    static_cast<void>(desks_.tpps.admit(former->tpp));
  co_return std::unexpected(std::move(kept).error());
}

message::Response Conductor::record(const Admission& admission, int status,
                                    const EnrolledTpp& tpp) const {
  const std::string place = "https://" +
                            std::string(admission.request.headers.find("host").value_or("")) +
                            "/stet/setting/v1/register/" + tpp.client_id;
  auto response = registration(
      admission, status,
      stet::registration_record(tpp.registration, tpp.client_id, place, tpp.enrolled_at));
  if (status == 201) response.headers.add("Location", place);
  return response;
}

}  // namespace guichet::counter
