// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "crypto/base64.hpp"
#include "crypto/issue.hpp"
#include "crypto/key.hpp"

namespace guichet::crypto::test {

/// Making an RSA key takes a tenth of a second: the tests of a run share these.
inline const PrivateKey& rsa_2048() {
  static const PrivateKey key = PrivateKey::new_rsa(2048);
  return key;
}
inline const PrivateKey& rsa_1024() {
  static const PrivateKey key = PrivateKey::new_rsa(1024);
  return key;
}
inline const PrivateKey& ec_p256() {
  static const PrivateKey key = PrivateKey::new_ec_p256();
  return key;
}

/// SubjectPublicKeyInfo of a key on P-192, and of one on P-224.
inline std::string spki_on_p192() {
  return base64_decoded(
             "MEkwEwYHKoZIzj0CAQYIKoZIzj0DAQEDMgAEueGu3kGk7DrST7kndq/"
             "uDZldmTH+gZqEvqR7KY6DZJrsIK1olLBO"
             "6V2tOeOZsblu")
      .value();
}
inline std::string spki_on_p224() {
  return base64_decoded(
             "ME4wEAYHKoZIzj0CAQYFK4EEACEDOgAEvR9EkMmjZRQxZPmqndUPEBSg673eQsCLF7KHQRoLG9+"
             "vPCZNV4yN1FsN"
             "rvjolp5rn7IRPobsMl4=")
      .value();
}

/// 22 March 2027, 09:00:00 UTC.
inline constexpr Instant morning{std::chrono::seconds{1'805'706'000}};

inline CertificateOrder order(std::string common_name) {
  CertificateOrder order;
  order.common_name = std::move(common_name);
  order.not_before = morning - std::chrono::days{1};
  order.not_after = morning + std::chrono::days{1};
  return order;
}

inline CertificateOrder authority_order(std::string common_name) {
  CertificateOrder authority = order(std::move(common_name));
  authority.is_authority = true;
  authority.key_usage = "keyCertSign,cRLSign";
  return authority;
}

}  // namespace guichet::crypto::test
