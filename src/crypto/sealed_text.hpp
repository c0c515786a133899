// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/sha256.hpp"
#include "domain/randomness.hpp"

namespace guichet::crypto {

/// `text` encrypted and authenticated under `key` (AES-256-GCM, a random nonce of 96 bits before
/// it), as base64url. It opens only together with the same `place`, so that it cannot be put
/// elsewhere.
std::string sealed_text(const Sha256& key, std::string_view text, std::string_view place,
                        Randomness& randomness);

/// The text back; nothing for one that was altered, moved, or sealed under another key.
std::optional<std::string> opened_text(const Sha256& key, std::string_view sealed,
                                       std::string_view place);

}  // namespace guichet::crypto
