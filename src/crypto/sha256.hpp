// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace guichet::crypto {

using Sha256 = std::array<std::byte, 32>;

/// SHA-256 of `bytes`. Safe on any thread; no allocation after a thread's first call.
Sha256 sha256(std::string_view bytes);

/// SHA-1 of `bytes` in lower-case hex, for fingerprints that were published in that form; never for
/// trust.
std::string sha1_hex(std::string_view bytes);

/// Lower-case hex.
std::string hex(const Sha256& digest);

}  // namespace guichet::crypto
