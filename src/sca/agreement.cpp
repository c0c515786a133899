// SPDX-License-Identifier: Apache-2.0
#include "sca/agreement.hpp"

#include <utility>

#include "crypto/secret.hpp"
#include "crypto/sha256.hpp"

namespace guichet::sca {

void give_code(Agreement agreement, store::GrantBook& grants, Instant now, Randomness& randomness,
               Completion<std::string> done) {
  const oauth::AuthorizationRequest& asked = agreement.authorization;
  const std::string code = crypto::new_secret(randomness);
  AuthorizationCode kept;
  kept.code_hash = crypto::sha256(code);
  kept.key = GrantKey(agreement.establishment, agreement.psu, asked.tpp, asked.scope);
  kept.client_id = asked.client_id;
  kept.redirect_uri = asked.redirect_uri;
  kept.code_challenge = asked.code_challenge;
  kept.sca_at = now;
  kept.expires_at = now + code_lifetime;
  std::string way_back =
      oauth::redirect_with_code(asked.redirect_uri, code, asked.state, agreement.issuer);
  auto after = [way_back = std::move(way_back),
                done = std::move(done)](Outcome<void> outcome) mutable {
    if (!outcome) return done(std::unexpected(std::move(outcome).error()));
    done(std::move(way_back));
  };
  grants.keep_code(std::move(kept), std::move(after));
}

}  // namespace guichet::sca
