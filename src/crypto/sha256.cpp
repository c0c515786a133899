// SPDX-License-Identifier: Apache-2.0
#include "crypto/sha256.hpp"

#include <span>

#include "crypto/openssl_handle.hpp"

namespace guichet::crypto {
namespace {

/// Fetching an algorithm by name costs more than hashing a request: once a program.
DigestHandle fetched(const char* name) {
  return DigestHandle{required(EVP_MD_fetch(nullptr, name, nullptr), name)};
}

void digest(const EVP_MD* algorithm, std::string_view bytes, unsigned char* out) {
  thread_local const DigestContextHandle context{required(EVP_MD_CTX_new(), "EVP_MD_CTX_new")};
  unsigned int length = 0;
  require(EVP_DigestInit_ex2(context.get(), algorithm, nullptr), "EVP_DigestInit_ex2");
  require(EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()), "EVP_DigestUpdate");
  require(EVP_DigestFinal_ex(context.get(), out, &length), "EVP_DigestFinal_ex");
}

std::string hex_of(std::span<const unsigned char> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

}  // namespace

Sha256 sha256(std::string_view bytes) {
  static const DigestHandle algorithm = fetched("SHA2-256");
  Sha256 hash;
  digest(algorithm.get(), bytes, reinterpret_cast<unsigned char*>(hash.data()));
  return hash;
}

std::string sha1_hex(std::string_view bytes) {
  static const DigestHandle algorithm = fetched("SHA1");
  std::array<unsigned char, 20> hash{};
  digest(algorithm.get(), bytes, hash.data());
  return hex_of(hash);
}

std::string hex(const Sha256& hash) {
  return hex_of({reinterpret_cast<const unsigned char*>(hash.data()), hash.size()});
}

}  // namespace guichet::crypto
