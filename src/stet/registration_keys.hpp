// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <boost/json/object.hpp>

#include "domain/outcome.hpp"
#include "stet/registration.hpp"

namespace guichet::stet {

/// The keys of a registration and what is kept of `jwks`.
struct RegisteredKeys {
  std::vector<RegisteredKey> keys;
  boost::json::object jwks;
};

/// The member `jwks` of `body` (RFC 7517): 1 to 10 RSA keys, each with its certificate, none of
/// them private; `jwks_uri` is not taken. Refuses with enrol_invalid_client_metadata.
Outcome<RegisteredKeys> read_keys(const boost::json::object& body);

}  // namespace guichet::stet
