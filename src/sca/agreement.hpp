// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "domain/clock.hpp"
#include "domain/outcome.hpp"
#include "domain/randomness.hpp"
#include "oauth/authorization.hpp"
#include "store/grant_book.hpp"

namespace guichet::sca {

/// What a customer agrees to who has proven at this very moment who he is.
struct Agreement {
  std::string establishment;
  std::string psu;
  oauth::AuthorizationRequest authorization;
  std::string issuer;  ///< the establishment's (RFC 9207)
};

/// Makes the code that says so, keeps it, and completes with the redirect that carries it to the
/// TPP. However the customer proved who he is, it is the same code. Refuses as keep_code does.
void give_code(Agreement agreement, store::GrantBook& grants, Instant now, Randomness& randomness,
               Completion<std::string> done);

}  // namespace guichet::sca
