// SPDX-License-Identifier: Apache-2.0
#include "crypto/sealed_text.hpp"

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <new>
#include <span>

#include "crypto/base64.hpp"
#include "crypto/openssl_handle.hpp"

namespace guichet::crypto {
namespace {

constexpr std::size_t nonce_length = 12;
constexpr std::size_t tag_length = 16;

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

Context new_context() {
  Context context(EVP_CIPHER_CTX_new());
  if (!context) throw std::bad_alloc();
  return context;
}

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* bytes_of(const Sha256& key) {
  return reinterpret_cast<const unsigned char*>(key.data());
}

}  // namespace

std::string sealed_text(const Sha256& key, std::string_view text, std::string_view place,
                        Randomness& randomness) {
  std::string sealed(nonce_length + text.size() + tag_length, '\0');
  randomness.fill(std::as_writable_bytes(std::span(sealed).first(nonce_length)));
  unsigned char* const body = bytes_of(sealed) + nonce_length;
  const Context context = new_context();
  int length = 0;
  const bool done =
      EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key),
                         bytes_of(sealed)) == 1 &&
      EVP_EncryptUpdate(context.get(), nullptr, &length, bytes_of(place),
                        static_cast<int>(place.size())) == 1 &&
      EVP_EncryptUpdate(context.get(), body, &length, bytes_of(text),
                        static_cast<int>(text.size())) == 1 &&
      EVP_EncryptFinal_ex(context.get(), body + length, &length) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_length, body + text.size()) == 1;
  if (!done) throw std::bad_alloc();
  return base64url(sealed);
}

std::optional<std::string> opened_text(const Sha256& key, std::string_view sealed,
                                       std::string_view place) {
  auto bytes = base64url_decoded(sealed);
  if (!bytes || bytes->size() < nonce_length + tag_length) return std::nullopt;
  std::string text(bytes->size() - nonce_length - tag_length, '\0');
  unsigned char* const body = bytes_of(*bytes) + nonce_length;
  const QuietErrors quiet;
  const Context context = new_context();
  int length = 0;
  const bool is_whole = EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key),
                                           bytes_of(*bytes)) == 1 &&
                        EVP_DecryptUpdate(context.get(), nullptr, &length, bytes_of(place),
                                          static_cast<int>(place.size())) == 1 &&
                        EVP_DecryptUpdate(context.get(), bytes_of(text), &length, body,
                                          static_cast<int>(text.size())) == 1 &&
                        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_length,
                                            body + text.size()) == 1 &&
                        EVP_DecryptFinal_ex(context.get(), bytes_of(text) + length, &length) == 1;
  if (quiet.refuses(is_whole)) return std::nullopt;
  return text;
}

}  // namespace guichet::crypto
