// SPDX-License-Identifier: Apache-2.0
#include "crypto/hmac.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <new>

namespace guichet::crypto {

Sha256 hmac_sha256(std::string_view key, std::string_view message) {
  Sha256 code{};
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, message.size(),
           reinterpret_cast<unsigned char*>(code.data()), nullptr) == nullptr)
    throw std::bad_alloc();
  return code;
}

}  // namespace guichet::crypto
