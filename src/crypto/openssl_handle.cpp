// SPDX-License-Identifier: Apache-2.0
#include "crypto/openssl_handle.hpp"

#include <openssl/crypto.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace guichet::crypto {
namespace {

thread_local bool was_short = false;

void* noted(void* memory) {
  was_short = was_short || memory == nullptr;
  return memory;
}

// Of nothing OpenSSL expects nothing, as its own functions give.
void* allocated(std::size_t size, const char*, int) {
  return size == 0 ? nullptr : noted(std::malloc(size));
}
void* resized(void* memory, std::size_t size, const char*, int) {
  if (size != 0) return noted(std::realloc(memory, size));
  std::free(memory);
  return nullptr;
}
void freed(void* memory, const char*, int) { std::free(memory); }

/// OpenSSL takes other functions only before its first allocation, so before main.
[[maybe_unused]] const int taken = CRYPTO_set_mem_functions(allocated, resized, freed);

}  // namespace

bool memory_was_short() noexcept { return was_short; }

void forget_short_memory() noexcept { was_short = false; }

void fail(const char* what) {
  if (memory_was_short()) {
    ERR_clear_error();
    throw std::bad_alloc();
  }
  std::array<char, 256> reason{};
  ERR_error_string_n(ERR_peek_last_error(), reason.data(), reason.size());
  ERR_clear_error();
  throw std::runtime_error(std::string("OpenSSL failed: ") + what + ": " + reason.data());
}

std::string text_of(BIO* memory) {
  char* bytes = nullptr;
  const long length = BIO_get_mem_data(memory, &bytes);
  return length > 0 ? std::string(bytes, static_cast<std::size_t>(length)) : std::string();
}

}  // namespace guichet::crypto
