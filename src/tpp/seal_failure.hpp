// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/key.hpp"
#include "crypto/sha256.hpp"
#include "message/request.hpp"

namespace guichet::tpp {

/// Which of the mistakes that clients are known to make in the string was signed, in a sentence, or
/// nothing. `signed_hash` is what the signature holds; the names must be known to be in the
/// request.
std::optional<std::string> mistake_signed(const message::Request& request,
                                          const std::vector<std::string>& names,
                                          const crypto::Sha256& signed_hash);

/// Why a seal of `key` over these headers does not verify, in a sentence for the developer. The
/// hash that was signed is taken out of the signature once and compared with those of strings that
/// clients are known to sign by mistake: one more RSA operation in all, and only after a failure.
std::string cause_of_failure(const message::Request& request, const std::vector<std::string>& names,
                             const std::string& expected, const crypto::PublicKey& key,
                             std::string_view signature);

}  // namespace guichet::tpp
