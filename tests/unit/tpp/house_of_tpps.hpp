// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/base64.hpp"
#include "crypto/issue.hpp"
#include "crypto/key.hpp"
#include "crypto/sha256.hpp"
#include "message/request.hpp"
#include "tpp/qc_statements.hpp"
#include "tpp/tpp_register.hpp"

namespace guichet::tpp::test {

/// 22 March 2027, 09:00:00 UTC.
inline constexpr Instant now{std::chrono::seconds{1'805'706'000}};
inline constexpr std::string_view now_as_date = "Mon, 22 Mar 2027 09:00:00 GMT";

/// What is asked of a seal's standing where a test is about something else.
inline Outcome<void> standing_well(const crypto::Certificate&, Instant) { return {}; }

inline constexpr std::string_view oid_a = "PSDFR-ACPR-13807";
inline constexpr std::string_view oid_b = "PSDNL-DNB-33031431";

// Making an RSA key takes a tenth of a second: the tests of a run share these.
inline const crypto::PrivateKey& key_a() {
  static const crypto::PrivateKey key = crypto::PrivateKey::new_rsa(2048);
  return key;
}
inline const crypto::PrivateKey& key_b() {
  static const crypto::PrivateKey key = crypto::PrivateKey::new_rsa(2048);
  return key;
}

/// An authority of the tests' own.
struct Authority {
  crypto::PrivateKey key = crypto::PrivateKey::new_ec_p256();
  std::string der = issue_self();

  std::string issue(const crypto::CertificateOrder& order, std::string_view spki) const {
    return crypto::issue_certificate(order, spki, key, der);
  }

 private:
  std::string issue_self() const {
    crypto::CertificateOrder order;
    order.common_name = "Authority of the tests";
    order.not_before = now - std::chrono::days{400};
    order.not_after = now + std::chrono::days{400};
    order.is_authority = true;
    order.key_usage = "keyCertSign,cRLSign";
    return crypto::issue_certificate(order, key.spki(), key, {});
  }
};

inline const Authority& authority() {
  static const Authority only;
  return only;
}

inline QcStatements statements(bool web) {
  QcStatements good;
  good.compliance = true;
  good.type_web = web;
  good.type_seal = !web;
  good.roles = {TppRole::account_information};
  good.nca_name = "Autorite de controle prudentiel et de resolution";
  good.nca_id = "FR-ACPR";
  return good;
}

/// A good QWAC's order, to be spoilt.
inline crypto::CertificateOrder qwac_order(std::string_view oid = oid_a) {
  crypto::CertificateOrder order;
  order.common_name = "www.tpp.example";
  order.organization = "TPP";
  order.country = "FR";
  order.organization_identifier = oid;
  order.not_before = now - std::chrono::days{1};
  order.not_after = now + std::chrono::days{1};
  order.key_usage = "digitalSignature";
  order.extended_key_usage = "serverAuth,clientAuth";
  order.qc_statements_der = write_qc_statements(statements(true));
  return order;
}

/// A good QSEAL's order, to be spoilt.
inline crypto::CertificateOrder seal_order(std::string_view oid = oid_a) {
  crypto::CertificateOrder order = qwac_order(oid);
  order.common_name = "Seal";
  order.key_usage = "nonRepudiation";
  order.extended_key_usage.clear();
  order.qc_statements_der = write_qc_statements(statements(false));
  return order;
}

inline std::string seal_of(const crypto::CertificateOrder& order, const crypto::PrivateKey& key) {
  return authority().issue(order, key.spki());
}
inline const std::string& seal_a() {
  static const std::string der = seal_of(seal_order(oid_a), key_a());
  return der;
}
inline const std::string& seal_b() {
  static const std::string der = seal_of(seal_order(oid_b), key_b());
  return der;
}

inline std::string fingerprint(const std::string& der) { return crypto::hex(crypto::sha256(der)); }
inline std::string key_id_of(const std::string& der) {
  return "https://tpp.example/certificate_" + fingerprint(der);
}

inline EnrolledTpp enrolled(std::string_view oid, std::vector<std::string> seals) {
  EnrolledTpp tpp;
  tpp.client_id = oid;
  tpp.oid = oid;
  tpp.name = "TPP";
  tpp.roles = {TppRole::account_information};
  tpp.seals = std::move(seals);
  return tpp;
}

inline std::string digest_of(std::string_view body) {
  const crypto::Sha256 hash = crypto::sha256(body);
  return "SHA-256=" + crypto::base64({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

/// A GET as a client sends it, without a signature.
inline message::Request get_accounts() {
  message::Request request;
  request.method = "GET";
  request.target = "/stet/psd2/v1.6.2/accounts";
  request.headers.add("Host", "www.17515.sandbox.api.localhost");
  request.headers.add("X-Request-ID", "id-1234567890111121 1");
  return request;
}

/// `request` with its header `name` set to `value`; headers are only ever added to.
inline message::Request with_header(const message::Request& request, std::string_view name,
                                    std::string_view value) {
  message::Request changed = request;
  changed.headers = {};
  for (const message::Header& header : request.headers.all())
    if (!message::same_name(header.name, name)) changed.headers.add(header.name, header.value);
  changed.headers.add(std::string(name), std::string(value));
  return changed;
}

}  // namespace guichet::tpp::test
