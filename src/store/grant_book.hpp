// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "domain/grant.hpp"
#include "domain/outcome.hpp"

namespace guichet::store {

/// Codes and token pairs. Every call completes exactly once, after its effect is on disk; a
/// completion may run on another thread, the writer's, which all wait for: it must be short and not
/// throw. Refuses with store_unavailable when the store cannot write; the other refusals are named
/// with each call. Safe on any thread.
class GrantBook {
 public:
  virtual ~GrantBook() = default;

  /// Keeps a new code.
  virtual void keep_code(AuthorizationCode code, Completion<void> done) = 0;

  /// Burns the code with this hash at this establishment and gives it out, once. A second taking
  /// refuses with oauth_invalid_grant and kills the pair the code gave, if any (RFC 6749 4.1.2),
  /// and keeps the code from ever giving one. A code past its end is refused and left as it is.
  /// Unknown: oauth_invalid_grant.
  virtual void take_code(std::string establishment, SecretHash code_hash, Instant now,
                         Completion<AuthorizationCode> done) = 0;

  /// Makes `grant` the only pair of its key; the former one of the key dies in the same
  /// transaction. Refuses with oauth_invalid_grant unless the code was taken, once, and has given
  /// no pair: it may have been taken a second time meanwhile, or gone with a reset.
  /// Without a code it is a token that a client asked for itself (RFC 6749 4.4).
  virtual void put_grant(Grant grant, std::optional<SecretHash> from_code,
                         Completion<void> done) = 0;

  /// Gives the pair with this refresh token a new access token; the former access token dies in the
  /// same transaction. Refuses with oauth_invalid_grant if there is no such pair at this
  /// establishment for this client, or `now` is not before its sca_at + sca_validity; and with
  /// oauth_invalid_scope if its role is not among `roles` (RFC 6749 6). A refusal changes nothing.
  /// The new access token ends at the earlier of now + access_token_lifetime and that end.
  virtual void renew_access(std::string establishment, std::string client_id,
                            SecretHash refresh_hash, std::set<std::string> roles,
                            SecretHash new_access_hash, std::string certificate_thumbprint,
                            Instant now, Completion<Grant> done) = 0;

  /// The pair with this access token, live or past its end (the caller judges the time). Refuses
  /// with invalid_token if there is none; never null. Usually completes at once, from memory:
  /// shared, because every call reads it and none changes it.
  virtual void recall(SecretHash access_hash, Completion<std::shared_ptr<const Grant>> done) = 0;

  /// The pairs of a customer that a refresh could renew at `now`, by TPP and role.
  virtual void pairs_of(std::string establishment, std::string psu, Instant now,
                        Completion<std::vector<Grant>> done) = 0;

  /// Ends the pair that has this access or refresh token for this client; does nothing if there is
  /// none.
  virtual void revoke(std::string establishment, std::string client_id, SecretHash token_hash,
                      Completion<void> done) = 0;

  /// Ends every code and pair of this client, everywhere.
  virtual void end_client(std::string client_id, Completion<void> done) = 0;
};

}  // namespace guichet::store
