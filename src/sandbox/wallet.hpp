// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "crypto/x509.hpp"
#include "domain/clock.hpp"
#include "sca/card_reader.hpp"
#include "sca/customer_certificates.hpp"
#include "sca/passwords.hpp"

namespace guichet::sandbox {

/// PIN of every card, and password of every customer, of the sandbox.
inline constexpr std::string_view sandbox_pin = "1234";
inline constexpr std::string_view sandbox_password = "17515";

/// The common name in the certificate of a sandbox customer.
std::string certificate_name_of(std::string_view establishment, std::string_view psu);

/// What the sandbox's customers carry besides their phone: a card with its reader, a password, a
/// certificate on a device. It is the customers' side and the bank's in one; both know the secrets
/// as they would in life. Safe on any thread.
class Wallet final : public sca::CardReaders,
                     public sca::CustomerCertificates,
                     public sca::Passwords {
 public:
  /// `secret`: what the keys of the cards are made of. `wall_clock`: what certificates go by.
  Wallet(std::string secret, crypto::TrustStore authority, const Clock& wall_clock)
      : secret_(std::move(secret)), authority_(std::move(authority)), wall_clock_(wall_clock) {}

  /// What the reader of this customer shows after his PIN and the challenge; a wrong PIN gives a
  /// wrong response, as the card cannot know better than its bank.
  std::string read_card(std::string_view establishment, std::string_view psu,
                        std::string_view challenge, std::string_view pin) const;

  void is_right(sca::CardResponse response, Completion<bool> done) override;
  void is_right(std::string establishment, std::string psu, std::string password,
                Completion<bool> done) override;
  void is_of(std::string establishment, std::string psu,
             std::shared_ptr<const message::ClientCertificate> certificate,
             Completion<bool> done) override;

 private:
  std::string secret_;
  crypto::TrustStore authority_;
  const Clock& wall_clock_;
};

}  // namespace guichet::sandbox
