// SPDX-License-Identifier: Apache-2.0
#include "sandbox/wallet.hpp"

#include "crypto/hmac.hpp"
#include "crypto/secret.hpp"
#include "sandbox/ocra.hpp"

namespace guichet::sandbox {

std::string certificate_name_of(std::string_view establishment, std::string_view psu) {
  return std::string(establishment) + " " + std::string(psu);
}

std::string Wallet::read_card(std::string_view establishment, std::string_view psu,
                              std::string_view challenge, std::string_view pin) const {
  const crypto::Sha256 key =
      crypto::hmac_sha256(secret_, "card of " + certificate_name_of(establishment, psu));
  return ocra_response({reinterpret_cast<const char*>(key.data()), key.size()}, challenge, pin);
}

void Wallet::is_right(sca::CardResponse given, Completion<bool> done) {
  const std::string right = read_card(given.establishment, given.psu, given.challenge, sandbox_pin);
  done(crypto::equal_in_constant_time(right, given.response) && !given.psu.empty());
}

void Wallet::is_right(std::string, std::string psu, std::string password, Completion<bool> done) {
  done(crypto::equal_in_constant_time(password, sandbox_password) && !psu.empty());
}

void Wallet::is_of(std::string establishment, std::string psu,
                   std::shared_ptr<const message::ClientCertificate> certificate,
                   Completion<bool> done) {
  if (certificate == nullptr) return done(false);
  const bool is_ours = authority_.verify(certificate->chain_der, wall_clock_.now()).has_value();
  const auto read = crypto::read_certificate(certificate->chain_der.front());
  done(is_ours && read && !psu.empty() &&
       read->common_name == certificate_name_of(establishment, psu));
}

}  // namespace guichet::sandbox
