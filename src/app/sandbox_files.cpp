// SPDX-License-Identifier: Apache-2.0
#include "app/sandbox_files.hpp"

#include <boost/json.hpp>
#include <charconv>
#include <filesystem>

#include "app/seal_files.hpp"
#include "app/wiring.hpp"
#include "crypto/ocsp.hpp"
#include "crypto/secret.hpp"
#include "crypto/sha256.hpp"
#include "domain/means.hpp"
#include "sandbox/kept_file.hpp"
#include "sandbox/personas.hpp"
#include "sandbox/wallet.hpp"

namespace guichet::app {
namespace {

namespace json = boost::json;

std::vector<std::string> every_host_name(const HostNames& hosts) {
  std::vector<std::string> names;
  for (const Establishment& establishment : establishments()) {
    auto its_names = hosts.names_of(establishment);
    names.insert(names.end(), its_names.begin(), its_names.end());
    for (RetiredHost& retired : hosts.retired_names_of(establishment))
      names.push_back(std::move(retired.name));
  }
  return names;
}

/// One key for the group: its online banks are one platform, and a pass names the establishment.
constexpr std::string_view group_oid = "PSDFR-ACPR-00000";

std::string key_id_of(const std::string& seal_der) {
  const auto seal = crypto::read_certificate(seal_der);
  return "https://myAPP.fr/certificates/qseal_" + (seal ? seal->sha256_hex : std::string());
}

}  // namespace

Outcome<SandboxFiles> SandboxFiles::open(const std::string& directory, const HostNames& hosts,
                                         Instant now) {
  SandboxFiles files(directory);
  GUICHET_CHECK(authority, files.authority_.ensure_authority(now));
  GUICHET_CHECK(renewed, files.renew(hosts, now));
  GUICHET_TRY(fallback_key, files.ensure_fallback_key(now));
  files.fallback_key_ = std::move(fallback_key);
  return files;
}

Outcome<bool> SandboxFiles::renew(const HostNames& hosts, Instant now) {
  GUICHET_TRY(server, authority_.ensure_server(every_host_name(hosts), now));
  GUICHET_TRY(tpp, authority_.ensure_tpp(sample_oid, {TppRole::account_information}, now));
  GUICHET_TRY(statuses, status_authority());
  GUICHET_CHECK(list, statuses.ensure_list(now));
  for (const sandbox::Persona& persona : sandbox::personas()) {
    if (!is_for(Means::hardware_certificate, persona.segment)) continue;
    GUICHET_TRY(
        customer,
        authority_.ensure_customer(
            persona.login, sandbox::certificate_name_of(persona.establishment, persona.psu), now));
    static_cast<void>(customer);
  }
  return server || tpp;
}

Outcome<counter::SealsByCode> SandboxFiles::response_seals(const std::string& folder,
                                                           Instant now) const {
  counter::SealsByCode seals;
  if (folder.empty()) return seals;
  const bool is_test = folder == "test";
  const std::filesystem::path place = is_test ? directory_ + "/pki/seals" : folder;
  if (std::error_code error; !is_test && !std::filesystem::is_directory(place, error))
    return refuse(Code::internal, "responses.seals: " + std::filesystem::absolute(place).string() +
                                      " is no folder; answers would not be sealed");
  for (const Establishment& establishment : establishments()) {
    const std::filesystem::path file = place / (std::string(establishment.code) + ".pem");
    const std::filesystem::path key_file = place / (std::string(establishment.code) + ".key");
    if (is_test) {
      const std::string oid = "PSDFR-ACPR-" + std::string(establishment.code);
      GUICHET_CHECK(issued, ensure_bank_seal(oid, file, key_file, now));
    }
    if (std::error_code error; !std::filesystem::exists(file, error)) continue;
    GUICHET_TRY(seal, read_response_seal(file, key_file));
    seals.emplace(establishment.code, std::move(seal));
  }
  if (seals.empty())
    return refuse(Code::internal, "responses.seals: " + std::filesystem::absolute(place).string() +
                                      " has no <cdetab>.pem of any establishment");
  return seals;
}

Outcome<counter::FallbackKey> SandboxFiles::ensure_fallback_key(Instant now) const {
  const std::filesystem::path file = directory_ + "/pki/fallback.pem";
  const std::filesystem::path key_file = directory_ + "/pki/fallback.key";
  GUICHET_CHECK(issued, ensure_bank_seal(std::string(group_oid), file, key_file, now));
  GUICHET_TRY(pair, read_seal_pair(file, key_file));
  return counter::FallbackKey{std::move(pair.key), std::move(pair.certificate)};
}

Outcome<void> SandboxFiles::ensure_bank_seal(const std::string& oid,
                                             const std::filesystem::path& file,
                                             const std::filesystem::path& key_file,
                                             Instant now) const {
  constexpr std::chrono::days renewed_before_end{30};
  if (const auto pem = sandbox::read_kept_file(file)) {
    const auto chain = crypto::der_of_pem(*pem);
    if (chain && anchors().verify({chain->front()}, now + renewed_before_end)) return {};
  }
  GUICHET_TRY(pair,
              authority_.issue(oid, {TppRole::account_servicing}, sandbox::CertificateKind::qseal,
                               sandbox::IssueOptions::valid_from(now)));
  GUICHET_CHECK(key, sandbox::write_kept_file(key_file, pair.key_pem, sandbox::Readers::owner));
  return sandbox::write_kept_file(file, pair.certificate_pem, sandbox::Readers::everyone);
}

Outcome<sandbox::StatusAuthority> SandboxFiles::status_authority() const {
  return sandbox::StatusAuthority::open(directory_);
}

Outcome<http::ServerCertificate> SandboxFiles::server_certificate(Instant now) const {
  GUICHET_TRY(chain, sandbox::read_kept_file(authority_.server_file()));
  GUICHET_TRY(key, sandbox::read_kept_file(authority_.server_key_file()));
  GUICHET_TRY(leaf_first, crypto::der_of_pem(chain));
  GUICHET_TRY(path, anchors().path({leaf_first.front()}, now));
  GUICHET_TRY(statuses, status_authority());
  constexpr std::chrono::hours stapled_for{24};
  GUICHET_TRY(answer, statuses.answer(crypto::ocsp_request(path.issued.front()), now, stapled_for));
  return http::ServerCertificate{std::move(chain), std::move(key), std::move(answer)};
}

Outcome<EnrolledTpp> SandboxFiles::sample_tpp() const {
  GUICHET_TRY(pem, sandbox::read_kept_file(authority_.folder_of_tpp(sample_oid) / "qseal.pem"));
  GUICHET_TRY(seals, crypto::der_of_pem(pem));
  EnrolledTpp tpp;
  tpp.client_id = sample_oid;
  tpp.oid = sample_oid;
  tpp.name = "myAPP";
  tpp.roles = {TppRole::account_information};
  tpp.redirect_uris = {"https://myAPP.fr/Home/OAuth2Callback", "http://127.0.0.1:8085/callback"};
  tpp.key_ids = {key_id_of(seals.front())};
  GUICHET_TRY(qwac_pem, sandbox::read_kept_file(authority_.folder_of_tpp(sample_oid) / "qwac.pem"));
  GUICHET_TRY(qwac, crypto::der_of_pem(qwac_pem));
  tpp.qwacs = {crypto::hex(crypto::sha256(qwac.front()))};
  tpp.seals = std::move(seals);
  return tpp;
}

Outcome<void> SandboxFiles::write_app_json(const Reached& reached) const {
  GUICHET_TRY(tpp, sample_tpp());
  json::array uris;
  for (const std::string& uri : tpp.redirect_uris) uris.emplace_back(uri);
  json::object app;
  app["client_id"] = tpp.client_id;
  app["redirect_uris"] = std::move(uris);
  app["key_id"] = tpp.key_ids.front();
  app["api"] = reached.api;
  app["authorize"] = reached.authorize;
  app["ca"] = std::filesystem::absolute(authority_.authority_file()).lexically_normal().string();
  app["connect"] = reached.connect;
  const auto file = authority_.folder_of_tpp(sample_oid) / "app.json";
  return sandbox::write_kept_file(file, json::serialize(app) + "\n", sandbox::Readers::everyone);
}

Outcome<std::string> SandboxFiles::page_secret(Randomness& randomness) const {
  const std::filesystem::path file = directory_ + "/pages.secret";
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    GUICHET_CHECK(made, sandbox::write_kept_file(file, crypto::new_secret(randomness),
                                                 sandbox::Readers::owner));
  }
  return sandbox::read_kept_file(file);
}

std::chrono::milliseconds SandboxFiles::kept_lead() const {
  const auto bytes = sandbox::read_kept_file(directory_ + "/clock-lead-ms");
  long long lead = 0;
  if (bytes) std::from_chars(bytes->data(), bytes->data() + bytes->size(), lead);
  return std::chrono::milliseconds{lead};
}

Outcome<void> SandboxFiles::keep_lead(std::chrono::milliseconds lead) const {
  return sandbox::write_kept_file(directory_ + "/clock-lead-ms",
                                  std::to_string(lead.count()) + "\n", sandbox::Readers::everyone);
}

}  // namespace guichet::app
