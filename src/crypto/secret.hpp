// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "crypto/sha256.hpp"
#include "domain/randomness.hpp"

namespace guichet::crypto {

/// The operating system's generator by way of OpenSSL. Ends the process when it fails.
class SystemRandomness final : public Randomness {
 public:
  void fill(std::span<std::byte> bytes) override;
};

/// A new opaque secret of 256 bits as 43 characters of base64url: token, code, session.
std::string new_secret(Randomness& randomness);

/// True if both are equal; the time taken tells nothing but their lengths.
bool equal_in_constant_time(std::string_view a, std::string_view b);
bool equal_in_constant_time(const Sha256& a, const Sha256& b);

}  // namespace guichet::crypto
