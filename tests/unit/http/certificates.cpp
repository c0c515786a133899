// SPDX-License-Identifier: Apache-2.0
#include "certificates.hpp"

#include "crypto/issue.hpp"

namespace guichet::http {
namespace {

using namespace std::chrono_literals;

crypto::CertificateOrder order_of(const std::string& common_name) {
  crypto::CertificateOrder order;
  order.common_name = common_name;
  order.not_before = Instant{1'700'000'000s};
  order.not_after = Instant{4'000'000'000s};
  order.key_usage = "digitalSignature,keyCertSign";
  order.is_authority = true;
  order.dns_names = {common_name};
  return order;
}

crypto::PrivateKey new_key(KeyOf key) {
  if (key == KeyOf::rsa_1024) return crypto::PrivateKey::new_rsa(1024);
  return key == KeyOf::rsa_2048 ? crypto::PrivateKey::new_rsa(2048)
                                : crypto::PrivateKey::new_ec_p256();
}

}  // namespace

std::string Identity::chain_pem() const {
  std::string pem;
  for (const std::string& der : chain_der) pem += crypto::pem_of_der(der);
  return pem;
}

Identity self_signed(const std::string& common_name, KeyOf key) {
  const crypto::PrivateKey own = new_key(key);
  return {own.pem(), {crypto::issue_certificate(order_of(common_name), own.spki(), own, {})}};
}

Identity chained(const std::string& common_name, int length) {
  crypto::PrivateKey issuer_key = crypto::PrivateKey::new_ec_p256();
  Identity identity{
      issuer_key.pem(),
      {crypto::issue_certificate(order_of("Root"), issuer_key.spki(), issuer_key, {})}};
  for (int i = 1; i < length; ++i) {
    const crypto::PrivateKey key = crypto::PrivateKey::new_ec_p256();
    const std::string name = i + 1 == length ? common_name : "Issuer " + std::to_string(i);
    identity.chain_der.insert(identity.chain_der.begin(),
                              crypto::issue_certificate(order_of(name), key.spki(), issuer_key,
                                                        identity.chain_der.front()));
    identity.key_pem = key.pem();
    issuer_key = key;
  }
  return identity;
}

}  // namespace guichet::http
