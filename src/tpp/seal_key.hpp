// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "domain/outcome.hpp"
#include "domain/profile.hpp"
#include "message/request.hpp"
#include "tpp/tpp_register.hpp"

namespace guichet::tpp {

/// The seals a keyId stands for: one, or all of a TPP whose declared keyId does not say which.
struct NamedSeals {
  std::shared_ptr<const RegisteredTpp> owner;  ///< keeps `seals` alive if they are not the
                                               ///< caller's; shared with the register
  std::span<const Seal> seals;                 ///< never empty
};

/// Finds the seals that `key_id` names: the value declared at enrolment; the fingerprint after its
/// last
/// '_' (.pem, .crt, .cer or .der, colons and case do not matter), SHA-256 and where the profile
/// allows it SHA-1; where the profile allows it the client_id of a TPP with exactly one seal.
/// STET 1.6 3.5. Nothing is ever fetched. Refuses with sig_key_unknown, sig_key_foreign (another
/// organization's) or sig_key_type (the caller's own TLS certificate). `caller` must outlive the
/// answer.
Outcome<NamedSeals> seals_of(std::string_view key_id, const message::Request& request,
                             const RegisteredTpp& caller, const TppRegister& tpps,
                             const Profile& profile);

}  // namespace guichet::tpp
