// SPDX-License-Identifier: Apache-2.0
#include "sandbox/test_authority.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <system_error>

#include "crypto/x509.hpp"
#include "sandbox/kept_file.hpp"

namespace guichet::sandbox {
namespace {

using std::chrono::days;
namespace fs = std::filesystem;

constexpr days head_start{2};  // a client whose clock is behind finds them valid
constexpr days leaf_validity{397};
constexpr days authority_validity{3653};
constexpr days renewed_before_end{30};

constexpr std::string_view authority_name = "Guichet test authority";

crypto::PrivateKey new_rsa_2048() { return crypto::PrivateKey::new_rsa(2048); }

crypto::CertificateOrder authority_order(Instant now) {
  crypto::CertificateOrder order;
  order.common_name = authority_name;
  order.organization = "Guichet sandbox, not a trust service provider";
  order.country = "FR";
  order.not_before = now - head_start;
  order.not_after = now + authority_validity;
  order.is_authority = true;
  order.key_usage = "keyCertSign,cRLSign";
  return order;
}

/// "FR-ACPR" from "PSDFR-ACPR-13807".
std::string authority_id_of(std::string_view oid) {
  const std::size_t end = oid.find('-', oid.find('-') + 1);
  return std::string(oid.substr(3, end - 3));
}

/// A key with the certificate that it signs under.
struct Issuer {
  crypto::PrivateKey key;
  std::string der;  ///< empty: self-signed
};

crypto::CertificateOrder tpp_order(const IssuePlan& plan) {
  crypto::CertificateOrder order = plan.order;
  order.qc_statements_der =
      plan.raw_statements_der.value_or(tpp::write_qc_statements(plan.statements));
  return order;
}

Issuer issuer_of(Signer signer, const Issuer& authority, const crypto::PrivateKey& leaf_key,
                 Instant now) {
  if (signer == Signer::authority) return authority;
  if (signer == Signer::itself) return {leaf_key, {}};
  const auto key = crypto::PrivateKey::new_ec_p256();
  if (signer == Signer::impostor) return {key, authority.der};
  crypto::CertificateOrder order = authority_order(now);
  order.common_name = "An authority that nobody trusts";
  return {key, crypto::issue_certificate(order, key.spki(), key, {})};
}

crypto::CertificateOrder intermediate_order(const IssuePlan& plan, int number) {
  crypto::CertificateOrder order = authority_order(plan.order.not_before);
  order.common_name = "Intermediate " + std::to_string(number);
  order.not_after = std::max(order.not_after, plan.order.not_after);
  order.more_extensions = plan.extensions_in_each;
  constexpr int first_name = 100'000;  // six digits each
  for (int i = 0; i < plan.names_in_each; ++i)
    order.dns_names.push_back(std::to_string(first_name + i) + ".filler.example");
  return order;
}

/// The issuer of the leaf; those above it are put into `chain`, the leaf's issuer first.
Issuer issuer_below(Issuer issuer, const IssuePlan& plan, std::vector<std::string>& chain) {
  for (int i = 0; i < plan.line_length; ++i) {
    auto key = crypto::PrivateKey::new_ec_p256();
    std::string der =
        crypto::issue_certificate(intermediate_order(plan, i), key.spki(), issuer.key, issuer.der);
    chain.insert(chain.begin(), der);
    issuer = {std::move(key), std::move(der)};
  }
  return issuer;
}

Issuer issuer_in_circle(const IssuePlan& plan, std::vector<std::string>& chain) {
  const auto key = crypto::PrivateKey::new_ec_p256();
  const auto other_key = crypto::PrivateKey::new_ec_p256();
  const auto order = intermediate_order(plan, 0);
  // Lends its name and key identifier to the other's certificate, and is thrown away.
  const std::string draft = crypto::issue_certificate(order, key.spki(), key, {});
  const std::string other =
      crypto::issue_certificate(intermediate_order(plan, 1), other_key.spki(), key, draft);
  const std::string der = crypto::issue_certificate(order, key.spki(), other_key, other);
  chain = {der, other};
  return {key, der};
}

Outcome<void> check_oid(std::string_view oid) {
  // It becomes the name of a folder.
  const bool is_plain =
      oid.size() <= 64 && std::ranges::all_of(oid, [](char character) {
        return character > ' ' && character < 0x7f && character != '/' && character != '\\';
      });
  if (is_organization_identifier(oid) && is_plain) return {};
  return refuse(
      Code::internal,
      "Not an organizationIdentifier of the form PSDFR-ACPR-13807, of 64 characters at most.");
}

bool is_there(const fs::path& file) {
  std::error_code error;  // a file that we may not see is told apart when it is read or written
  return fs::exists(file, error);
}

/// A file of the authority that is not what it should be.
std::unexpected<Refusal> broken(const fs::path& file, Refusal why) {
  return refuse(Code::internal,
                file.string() + " cannot be read; remove " + file.parent_path().string() +
                    " to make a new authority.",
                std::move(why.said));
}

/// True if the certificate still does what `order` asks for this key.
bool still_serves(const crypto::Certificate& certificate, const crypto::CertificateOrder& order,
                  const crypto::PrivateKey& key, const std::string& authority_der, Instant now) {
  const bool is_in_time =
      now >= certificate.not_before && now + renewed_before_end <= certificate.not_after;
  const bool says_the_same = certificate.dns_names == order.dns_names &&
                             certificate.qc_statements.value_or("") == order.qc_statements_der;
  return is_in_time && says_the_same && certificate.spki == key.spki() &&
         crypto::TrustStore({authority_der}).verify({certificate.der}, now).has_value();
}

}  // namespace

IssueOptions IssueOptions::valid_from(Instant now) {
  IssueOptions options;
  options.not_before = now - head_start;
  options.not_after = options.not_before + leaf_validity;
  return options;
}

TestAuthority::TestAuthority(const fs::path& directory)
    : pki_(directory / "pki"), tpp_(directory / "tpp"), customers_(directory / "customers") {}

fs::path TestAuthority::folder_of_tpp(std::string_view oid) const { return tpp_ / oid; }

Outcome<void> TestAuthority::ensure_authority(Instant now) {
  const bool has_certificate = is_there(authority_file());
  const bool has_key = is_there(authority_key_file());
  if (has_certificate && !has_key)
    return refuse(Code::internal, authority_file().string() +
                                      " is there without its ca.key; put that back or remove " +
                                      pki_.string() + ".");
  if (has_key) {
    GUICHET_CHECK(key, load_authority_key());
  }
  if (!has_certificate) return make_authority(now);

  GUICHET_TRY(pem, read_kept_file(authority_file()));
  auto chain = crypto::der_of_pem(pem);
  if (!chain) return broken(authority_file(), chain.error());
  auto certificate = crypto::read_certificate(chain->front());
  if (!certificate) return broken(authority_file(), certificate.error());
  if (authority_key_->spki() != certificate->spki)
    return broken(authority_key_file(), {Code::internal, "the key is not that of ca.pem"});
  authority_der_ = certificate->der;
  const bool is_in_time =
      now >= certificate->not_before && now + renewed_before_end <= certificate->not_after;
  return is_in_time ? Outcome<void>{} : make_authority(now);
}

Outcome<void> TestAuthority::load_authority_key() {
  GUICHET_TRY(pem, read_kept_file(authority_key_file()));
  auto key = crypto::PrivateKey::from_pem(pem);
  if (!key) return broken(authority_key_file(), key.error());
  authority_key_ = std::move(*key);
  return {};
}

Outcome<void> TestAuthority::make_authority(Instant now) {
  if (!authority_key_) {
    authority_key_ = crypto::PrivateKey::new_ec_p256();
    GUICHET_CHECK(key,
                  write_kept_file(authority_key_file(), authority_key_->pem(), Readers::owner));
  }
  authority_der_ =
      crypto::issue_certificate(authority_order(now), authority_key_->spki(), *authority_key_, {});
  return write_kept_file(authority_file(), crypto::pem_of_der(authority_der_), Readers::everyone);
}

Outcome<bool> TestAuthority::ensure_leaf(const fs::path& certificate_file, const fs::path& key_file,
                                         const crypto::CertificateOrder& order, bool with_authority,
                                         crypto::PrivateKey (*new_key)(), Instant now) {
  if (!authority_key_) return refuse(Code::internal, "The test authority is not there yet.");
  std::optional<crypto::PrivateKey> key;
  if (is_there(key_file)) {
    GUICHET_TRY(pem, read_kept_file(key_file));
    auto kept = crypto::PrivateKey::from_pem(pem);
    if (!kept)
      return refuse(
          Code::internal,
          key_file.string() + " is not a private key in PEM; remove it and a new one is made.");
    key = std::move(*kept);
  }
  if (key && is_there(certificate_file)) {
    GUICHET_TRY(pem, read_kept_file(certificate_file));
    const auto chain = crypto::der_of_pem(pem);
    const auto certificate =
        chain ? crypto::read_certificate(chain->front()) : std::unexpected(chain.error());
    const bool ends_with_authority = !with_authority || (chain && chain->back() == authority_der_);
    if (certificate && ends_with_authority &&
        still_serves(*certificate, order, *key, authority_der_, now))
      return false;
  }
  if (!key) {
    key = new_key();
    GUICHET_CHECK(written, write_kept_file(key_file, key->pem(), Readers::owner));
  }
  const std::string der =
      crypto::issue_certificate(order, key->spki(), *authority_key_, authority_der_);
  const std::string pem =
      crypto::pem_of_der(der) + (with_authority ? crypto::pem_of_der(authority_der_) : "");
  GUICHET_CHECK(written, write_kept_file(certificate_file, pem, Readers::everyone));
  return true;
}

Outcome<bool> TestAuthority::ensure_server(const std::vector<std::string>& host_names,
                                           Instant now) {
  crypto::CertificateOrder order;
  order.common_name = "localhost";
  order.organization = "Guichet sandbox";
  order.country = "FR";
  order.not_before = now - head_start;
  order.not_after = order.not_before + leaf_validity;
  order.key_usage = "digitalSignature";
  order.extended_key_usage = "serverAuth";
  order.dns_names = host_names;
  if (std::ranges::find(host_names, "localhost") == host_names.end())
    order.dns_names.push_back("localhost");
  order.ip_addresses = {"127.0.0.1", "::1"};
  return ensure_leaf(server_file(), server_key_file(), order, true, crypto::PrivateKey::new_ec_p256,
                     now);
}

Outcome<bool> TestAuthority::ensure_tpp(std::string_view oid, const std::set<TppRole>& roles,
                                        Instant now) {
  GUICHET_CHECK(oid_is_good, check_oid(oid));
  const fs::path folder = folder_of_tpp(oid);
  const IssueOptions options = IssueOptions::valid_from(now);
  GUICHET_TRY(qwac, ensure_leaf(folder / "qwac.pem", folder / "qwac.key",
                                tpp_order(plan_for(oid, roles, CertificateKind::qwac, options)),
                                false, new_rsa_2048, now));
  GUICHET_TRY(qseal, ensure_leaf(folder / "qseal.pem", folder / "qseal.key",
                                 tpp_order(plan_for(oid, roles, CertificateKind::qseal, options)),
                                 false, new_rsa_2048, now));
  return qwac || qseal;
}

Outcome<bool> TestAuthority::ensure_customer(std::string_view identifier, const std::string& name,
                                             Instant now) {
  crypto::CertificateOrder order;
  order.common_name = name;
  order.organization = "Guichet sandbox";
  order.country = "FR";
  order.not_before = now - head_start;
  order.not_after = order.not_before + leaf_validity;
  order.key_usage = "digitalSignature";
  order.extended_key_usage = "clientAuth";
  const fs::path folder = customers_ / identifier;
  return ensure_leaf(folder / "certificate.pem", folder / "certificate.key", order, false,
                     crypto::PrivateKey::new_ec_p256, now);
}

Outcome<IssuedPair> TestAuthority::issue(std::string_view oid, const std::set<TppRole>& roles,
                                         CertificateKind kind, const IssueOptions& options) const {
  GUICHET_CHECK(oid_is_good, check_oid(oid));
  if (!authority_key_) return refuse(Code::internal, "The test authority is not there yet.");
  if (options.rsa_bits < 1024 || options.rsa_bits > 8192)
    return refuse(Code::internal, "RSA keys have 1024 to 8192 bits here.");
  if (options.not_after < options.not_before)
    return refuse(Code::internal, "The certificate would end before it begins.");
  IssuePlan plan = plan_for(oid, roles, kind, options);
  if (options.spoil != nullptr) options.spoil(plan);
  try {
    return carry_out(plan);
  } catch (const std::exception& failure) {
    return refuse(Code::internal,
                  "This certificate cannot be written; check the length of the "
                  "organizationIdentifier and the dates.",
                  failure.what());
  }
}

IssuePlan TestAuthority::plan_for(std::string_view oid, const std::set<TppRole>& roles,
                                  CertificateKind kind, const IssueOptions& options) const {
  const bool is_qwac = kind == CertificateKind::qwac;
  IssuePlan plan;
  plan.authority_der = authority_der_;
  plan.rsa_bits = options.rsa_bits;
  plan.signer = options.foreign_authority ? Signer::stranger : Signer::authority;
  tpp::QcStatements& statements = plan.statements;
  statements.compliance = true;
  statements.type_web = is_qwac;
  statements.type_seal = !is_qwac;
  if (options.psd2_statement) {
    statements.roles.assign(roles.begin(), roles.end());
    statements.nca_id = authority_id_of(oid);
    statements.nca_name = statements.nca_id == "FR-ACPR"
                              ? "Autorite de controle prudentiel et de resolution"
                              : statements.nca_id;
  }
  crypto::CertificateOrder& order = plan.order;
  order.common_name = std::string(oid) + (is_qwac ? " QWAC" : " QSEAL");
  order.organization = options.organization;
  order.country = oid.substr(3, 2);
  order.organization_identifier = oid;
  order.not_before = options.not_before;
  order.not_after = options.not_after;
  order.key_usage = is_qwac ? "digitalSignature" : "nonRepudiation,digitalSignature";
  order.extended_key_usage =
      options.extended_key_usage.value_or(is_qwac ? "clientAuth,serverAuth" : "");
  return plan;
}

IssuedPair TestAuthority::carry_out(const IssuePlan& plan) const {
  const auto key =
      plan.on_p192 ? crypto::new_ec_p192() : crypto::PrivateKey::new_rsa(plan.rsa_bits);
  const Issuer authority{*authority_key_, authority_der_};
  std::vector<std::string> chain;
  const Issuer issuer =
      plan.between == Between::circle
          ? issuer_in_circle(plan, chain)
          : issuer_below(issuer_of(plan.signer, authority, key, plan.order.not_before), plan,
                         chain);
  std::string pem = crypto::pem_of_der(
      crypto::issue_certificate(tpp_order(plan), key.spki(), issuer.key, issuer.der));
  for (const std::string& der : chain) pem += crypto::pem_of_der(der);
  return {std::move(pem), key.pem()};
}

}  // namespace guichet::sandbox
