// SPDX-License-Identifier: Apache-2.0
#include "crypto/hmac.hpp"
#include "crypto/sealed_text.hpp"
#include "sca/journey_state.hpp"

namespace guichet::sca {
namespace {

std::string place_of(const store::JourneyKey& key) {
  return key.establishment + " " + crypto::hex(key.id);
}

}  // namespace

JourneyKeeper::JourneyKeeper(std::string_view secret, Randomness& randomness)
    : key_(crypto::hmac_sha256(secret, "journeys")), randomness_(randomness) {}

/// One for each journey: random nonces would not last for all of them.
crypto::Sha256 JourneyKeeper::key_of(const store::JourneyKey& key) const {
  return crypto::hmac_sha256({reinterpret_cast<const char*>(key_.data()), key_.size()},
                             place_of(key));
}

std::string JourneyKeeper::closed(const store::JourneyKey& key, const Journey& journey) const {
  return crypto::sealed_text(key_of(key), text_of(journey), place_of(key), randomness_);
}

std::optional<Journey> JourneyKeeper::opened(const store::JourneyKey& key,
                                             std::string_view content) const {
  const auto text = crypto::opened_text(key_of(key), content, place_of(key));
  if (!text) return std::nullopt;
  return journey_from(*text);
}

}  // namespace guichet::sca
