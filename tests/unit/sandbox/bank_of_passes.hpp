// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "counter/fallback.hpp"
#include "crypto/base64.hpp"
#include "crypto/issue.hpp"
#include "domain/establishment.hpp"
#include "domain/randomness.hpp"
#include "sandbox/fallback_gate.hpp"

namespace guichet::sandbox {

using std::chrono::seconds;

inline constexpr Instant noon =
    std::chrono::sys_days(std::chrono::year(2026) / 11 / 23) + std::chrono::hours(11);
inline const std::string online_bank = "http://127.0.0.1:8080/online-bank";

inline const Establishment& paris() { return *establishment_by_code("17515"); }
inline const Establishment& toulouse() { return *establishment_by_code("13135"); }

inline std::string issuer_of(const Establishment& establishment, Environment environment) {
  return "https://www." + std::string(establishment.code) + "." +
         std::string(name_of(environment)) + ".api.localhost:8443";
}

/// Different bytes at each call, the same in each run.
class CountedBytes final : public Randomness {
 public:
  void fill(std::span<std::byte> bytes) override {
    for (std::byte& byte : bytes) {
      state_ = state_ * 6364136223846793005U + 1442695040888963407U;
      byte = static_cast<std::byte>(state_ >> 56);
    }
  }

 private:
  std::uint64_t state_ = 1;
};

/// A key with a certificate. Making one takes a tenth of a second: the tests of a run share them.
inline counter::FallbackKey new_key() {
  const auto key = crypto::PrivateKey::new_rsa(2048);
  crypto::CertificateOrder order;
  order.common_name = "bank";
  order.not_before = noon - std::chrono::days(1);
  order.not_after = noon + std::chrono::days(1);
  auto certificate =
      crypto::read_certificate(crypto::issue_certificate(order, key.spki(), key, {})).value();
  return {key, std::move(certificate)};
}
inline const counter::FallbackKey& key_of_the_bank() {
  static const counter::FallbackKey key = new_key();
  return key;
}
inline const counter::FallbackKey& key_of_a_stranger() {
  static const counter::FallbackKey key = new_key();
  return key;
}

inline FallbackGateSettings gate_settings() {
  return {online_bank, key_of_the_bank().certificate, issuer_of};
}

/// A good pass of noon; a test spoils it.
inline counter::FallbackPass good_pass() {
  return {issuer_of(paris(), Environment::sandbox),
          counter::audience_at(online_bank, "17515"),
          "PSDFR-ACPR-13807",
          "Budget",
          noon,
          noon + counter::pass_lifetime,
          "first"};
}

inline std::string jwt_of(const counter::FallbackPass& pass) {
  return counter::signed_pass(pass, key_of_the_bank());
}

}  // namespace guichet::sandbox
