// SPDX-License-Identifier: Apache-2.0
#include "crypto/openssl_handle.hpp"

#include <array>
#include <stdexcept>

namespace guichet::crypto {

void fail(const char* what) {
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
