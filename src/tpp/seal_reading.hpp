// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/profile.hpp"
#include "domain/seal_reading.hpp"
#include "message/request.hpp"
#include "tpp/tpp_register.hpp"

namespace guichet::tpp {

/// Reads the signature of a request that was refused for it once more, to tell a developer what it
/// was compared with and what would have verified. Costs an RSA operation for each seal of
/// `caller`.
SealReading read_seal(const message::Request& request, const RegisteredTpp& caller,
                      const TppRegister& tpps, const Profile& profile);

}  // namespace guichet::tpp
