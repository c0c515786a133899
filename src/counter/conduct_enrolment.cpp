// SPDX-License-Identifier: Apache-2.0
//
// The enrolment API ("API Enregistrement DSP2", after STET 1.4.2 3.4 and RFC 7591 and 7592): a TPP
// registers itself, reads, changes and removes what it registered. The QWAC says who it is, the
// first request is sealed with a certificate that stands in the request itself.
#include <algorithm>

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

/// What may not be shared between registrations of an environment: the name customers see, and
/// seals, which say whose request it is.
Outcome<void> refuse_taken(const tpp::TppRegister& tpps, const EnrolledTpp& candidate) {
  for (const auto& other : tpps.everyone()) {
    const EnrolledTpp& tpp = other->tpp;
    if (tpp.registration.empty() || tpp.environment != candidate.environment ||
        tpp.client_id == candidate.client_id)
      continue;
    if (tpp.name == candidate.name)
      return not_acceptable("client_name is registered already; it must be unique.");
    for (const std::string& seal : candidate.seals)
      if (std::ranges::find(tpp.seals, seal) != tpp.seals.end())
        return not_acceptable(
            "A QSEAL of jwks belongs to another registration; a second one needs "
            "certificates of its own.");
  }
  return {};
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
  GUICHET_TRY(certificates, tpp::judge_certificates(
                                certificates_base64, oid,
                                references.recognisers.of(admission.environment).trust.anchors(),
                                admission.wall_now));
  EnrolledTpp candidate;
  candidate.oid = oid;
  candidate.name = registration.client_name;
  candidate.roles = std::move(roles);
  candidate.redirect_uris = registration.redirect_uris;
  for (const stet::RegisteredKey& key : registration.keys)
    if (!key.kid.empty()) candidate.key_ids.push_back(key.kid);
  candidate.qwacs = qwacs_of(certificates, admission.caller->thumbprint, former);
  candidate.seals = std::move(certificates.seals);
  candidate.environment = admission.environment;
  candidate.registration = registration.metadata;
  candidate.enrolled_at = former ? former->enrolled_at : admission.now;
  if (former) {
    candidate.client_id = former->client_id;
    candidate.profile = former->profile;
    candidate.suspended = former->suspended;
  }
  GUICHET_CHECK(free, refuse_taken(references.tpps, candidate));
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

bool has_seal_in_force(const tpp::RegisteredTpp& client, Instant now) {
  return std::ranges::any_of(client.seals, [&](const tpp::Seal& seal) {
    return now >= seal.certificate.not_before && now <= seal.certificate.not_after;
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
  if (!grant) co_return std::unexpected(std::move(grant).error());
  admission.grant = *std::move(grant);
  auto examined = examine(references_, admission);
  if (!examined) co_return std::unexpected(std::move(examined).error());
  switch (admission.match.route->endpoint) {
    case Endpoint::register_client:
      co_return co_await register_client(admission);
    case Endpoint::change_registration:
      co_return co_await change_registration(admission);
    case Endpoint::remove_registration:
      co_return co_await remove_registration(admission);
    default:
      break;
  }
  const auto client = client_of(references_, admission);
  if (!client) co_return std::unexpected(client.error());
  auto checking = check_signer(admission, **client);
  auto sealed = co_await std::move(checking);
  if (!sealed) co_return std::unexpected(std::move(sealed).error());
  co_return record(admission, 200, (*client)->tpp);
}

Task<Conductor::Answer> Conductor::register_client(Admission& admission) const {
  const auto registration = stet::read_registration(admission.request.body);
  if (!registration) co_return std::unexpected(registration.error());
  auto candidate = candidate_of(references_, admission, *registration, nullptr);
  if (!candidate) co_return std::unexpected(candidate.error());
  candidate->client_id = new_id_for(references_, candidate->oid, desks_.randomness);
  // The seal of the first request can only be one of those that it brings.
  tpp::RegisteredTpp signer{*candidate, {}};
  auto seals = tpp::judge_seals(*candidate);
  if (!seals) co_return std::unexpected(seals.error());
  signer.seals = *std::move(seals);
  auto checking = check_signer(admission, signer);
  auto sealed = co_await std::move(checking);
  if (!sealed) co_return std::unexpected(std::move(sealed).error());
  auto admitting = admit_candidate(admission, *candidate);
  auto admitted = co_await std::move(admitting);
  if (!admitted) co_return std::unexpected(std::move(admitted).error());
  co_return record(admission, 201, *candidate);
}

Task<Conductor::Answer> Conductor::change_registration(Admission& admission) const {
  const auto client = client_of(references_, admission);
  if (!client) co_return std::unexpected(client.error());
  const EnrolledTpp& former = (*client)->tpp;
  const auto registration = stet::read_registration(admission.request.body);
  if (!registration) co_return std::unexpected(registration.error());
  if (!registration->client_id.empty() && registration->client_id != former.client_id)
    co_return not_acceptable("client_id is not the one in the path.");
  auto candidate = candidate_of(references_, admission, *registration, &former);
  if (!candidate) co_return std::unexpected(candidate.error());
  // Whoever let all his seals run out signs with one of those he brings, as at the first request.
  tpp::RegisteredTpp signer = **client;
  if (!has_seal_in_force(signer, admission.wall_now)) {
    auto seals = tpp::judge_seals(*candidate);
    if (!seals) co_return std::unexpected(seals.error());
    signer = {*candidate, *std::move(seals)};
  }
  auto checking = check_signer(admission, signer);
  auto sealed = co_await std::move(checking);
  if (!sealed) co_return std::unexpected(std::move(sealed).error());
  auto admitting = admit_candidate(admission, *candidate);
  auto admitted = co_await std::move(admitting);
  if (!admitted) co_return std::unexpected(std::move(admitted).error());
  co_return record(admission, 200, *candidate);
}

Task<Conductor::Answer> Conductor::remove_registration(Admission& admission) const {
  const auto client = client_of(references_, admission);
  if (!client) co_return std::unexpected(client.error());
  auto checking = check_signer(admission, **client);
  auto sealed = co_await std::move(checking);
  if (!sealed) co_return std::unexpected(std::move(sealed).error());
  const std::string& client_id = (*client)->tpp.client_id;
  // The tokens end first: were the machine to stop in between, the client would have none.
  auto end = [&](Completion<void> done) { desks_.grants.end_client(client_id, std::move(done)); };
  auto ended = co_await answer_of<void>(end);
  if (!ended) co_return std::unexpected(std::move(ended).error());
  auto remove = [&](Completion<void> done) { desks_.tpp_book.remove(client_id, std::move(done)); };
  auto removed = co_await answer_of<void>(remove);
  if (!removed) co_return std::unexpected(std::move(removed).error());
  desks_.tpps.dismiss(client_id);
  co_return bare(admission, 204);
}

Task<Outcome<void>> Conductor::check_signer(Admission& admission,
                                            const tpp::RegisteredTpp& signer) const {
  auto sealed = verify_seal_of(references_, admission, signer);
  if (!sealed && admission.to_ask) {
    auto learning = learn_status(admission);
    co_await std::move(learning);
    sealed = verify_seal_of(references_, admission, signer);
  }
  note_verdict(admission, "signature", sealed ? nullptr : &sealed.error());
  co_return sealed;
}

/// Nobody is served before he is written down, and no certificate that its issuer took back is
/// enrolled.
Task<Outcome<void>> Conductor::admit_candidate(Admission& admission, EnrolledTpp candidate) const {
  const tpp::Trust& trust = references_.recognisers.of(admission.environment).trust;
  for (const std::string& der : candidate.seals) {
    std::vector<std::string> alone{der};
    auto path = trust.path(alone, admission.wall_now);
    if (!path) co_return std::unexpected(std::move(path).error());
    admission.to_ask = trust.unasked(*path);
    if (admission.to_ask) {
      auto learning = learn_status(admission);
      co_await std::move(learning);
    }
    auto status = trust.judge_status(*path, admission.wall_now);
    if (!status) co_return status;
  }
  auto keep = [&](Completion<void> done) { desks_.tpp_book.enrol(candidate, std::move(done)); };
  auto kept = co_await answer_of<void>(keep);
  if (!kept) co_return kept;
  co_return desks_.tpps.admit(std::move(candidate));
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
