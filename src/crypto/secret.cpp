// SPDX-License-Identifier: Apache-2.0
#include "crypto/secret.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include "crypto/base64.hpp"
#include "crypto/openssl_handle.hpp"

namespace guichet::crypto {

void SystemRandomness::fill(std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    const std::size_t length = std::min<std::size_t>(bytes.size(), std::numeric_limits<int>::max());
    forget_short_memory();
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(length)) != 1) {
      if (memory_was_short()) throw std::bad_alloc();
      std::fputs("guichet: the system gives no random bytes; nothing may be issued\n", stderr);
      std::abort();
    }
    bytes = bytes.subspan(length);
  }
}

std::string new_secret(Randomness& randomness) {
  std::array<std::byte, 32> bytes{};
  randomness.fill(bytes);
  std::string secret = base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return secret;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool equal_in_constant_time(const Sha256& a, const Sha256& b) {
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace guichet::crypto
