// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "client/application.hpp"
#include "domain/clock.hpp"
#include "domain/randomness.hpp"

namespace guichet::client::test {

/// Counts up from one; no two fills are alike.
class CountingRandomness final : public Randomness {
 public:
  void fill(std::span<std::byte> bytes) override {
    for (std::byte& byte : bytes) byte = std::byte{next_++};
  }

 private:
  unsigned char next_ = 1;
};

/// Stands at Mon, 22 Mar 2027 09:00:00 GMT.
class StandingClock final : public Clock {
 public:
  Instant now() const override { return Instant{std::chrono::milliseconds{1'805'706'000'000}}; }
};

/// The sample TPP of a bank at `api`, without files.
inline Application sample_application(std::string_view api) {
  static const auto seal = crypto::PrivateKey::new_rsa(2048);  // slow to make
  return Application{
      .folder = {},
      .client_id = "PSDFR-ACPR-13807",
      .redirect_uris = {"https://myAPP.fr/Home/OAuth2Callback", "http://127.0.0.1:8085/callback"},
      .key_id = "https://myAPP.fr/qseal_00",
      .api = *parse_url(api),
      .authorize = "http://127.0.0.1:8080/stet/psd2/oauth/authorize",
      .issuer = std::string(api),
      .ca = {},
      .connect = {},
      .qwac = {},
      .qwac_key = {},
      .seal = seal};
}

}  // namespace guichet::client::test
