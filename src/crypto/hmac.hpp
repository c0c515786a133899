// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "crypto/sha256.hpp"

namespace guichet::crypto {

/// HMAC with SHA-256 (RFC 2104). Safe on any thread.
Sha256 hmac_sha256(std::string_view key, std::string_view message);

}  // namespace guichet::crypto
