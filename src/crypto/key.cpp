// SPDX-License-Identifier: Apache-2.0
#include "crypto/key.hpp"

#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <array>

#include "crypto/key_parts.hpp"

namespace guichet::crypto {
namespace {

KeyKind kind_of(const EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "RSA") == 1) return KeyKind::rsa;
  if (EVP_PKEY_is_a(key, "EC") != 1) return KeyKind::other;
  std::array<char, 64> curve{};
  std::size_t length = 0;
  const bool is_named = EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME,
                                                       curve.data(), curve.size(), &length) == 1;
  return is_named && std::string_view(curve.data(), length) == "prime256v1" ? KeyKind::ec_p256
                                                                            : KeyKind::other;
}

KeyContextHandle context_ready_to(int (*initialise)(EVP_PKEY_CTX*), EVP_PKEY* key) {
  KeyContextHandle context{
      required(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr), "EVP_PKEY_CTX_new_from_pkey")};
  require(initialise(context.get()), "initialising a key context");
  require(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING), "RSA padding");
  require(EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()), "RSA digest");
  return context;
}

/// Never asks at the terminal.
int no_password(char*, int, int, void*) { return -1; }

PrivateKey generated(EVP_PKEY* key) {
  return PrivateKey(std::make_shared<PrivateKey::Impl>(KeyHandle{required(key, "making a key")}));
}

}  // namespace

PublicKey::Impl::Impl(KeyHandle handle) : key(std::move(handle)), kind(kind_of(key.get())) {
  if (kind == KeyKind::rsa)
    idle_contexts_.push_back(context_ready_to(EVP_PKEY_verify_init, key.get()));
}

KeyContextHandle PublicKey::Impl::take_context() const {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_contexts_.empty()) {
      KeyContextHandle context = std::move(idle_contexts_.back());
      idle_contexts_.pop_back();
      return context;
    }
  }
  return context_ready_to(EVP_PKEY_verify_init, key.get());
}

void PublicKey::Impl::give_back(KeyContextHandle context) const {
  const std::lock_guard lock(mutex_);
  idle_contexts_.push_back(std::move(context));
}

PublicKey::PublicKey(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}

PublicKey public_key_of(KeyHandle key) {
  return PublicKey(std::make_shared<PublicKey::Impl>(std::move(key)));
}

Outcome<PublicKey> PublicKey::from_spki(std::string_view der) {
  const QuietErrors quiet;
  const unsigned char* at = bytes_of(der);
  KeyHandle key{d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size()))};
  if (quiet.refuses(key) || at != bytes_of(der) + der.size())
    return refuse(Code::cert_weak, "The public key cannot be read; expected RSA, or EC on P-256.");
  return public_key_of(std::move(key));
}

KeyKind PublicKey::kind() const { return impl_->kind; }

int PublicKey::bits() const { return EVP_PKEY_get_bits(impl_->key.get()); }

int PublicKey::signature_bytes() const {
  return impl_->kind == KeyKind::rsa ? EVP_PKEY_get_size(impl_->key.get()) : 0;
}

bool PublicKey::verify_rsa_sha256(std::string_view message, std::string_view signature) const {
  if (impl_->kind != KeyKind::rsa) return false;
  const Sha256 hash = sha256(message);
  forget_short_memory();
  KeyContextHandle context = impl_->take_context();
  const bool verifies =
      EVP_PKEY_verify(context.get(), bytes_of(signature), signature.size(),
                      reinterpret_cast<const unsigned char*>(hash.data()), hash.size()) == 1;
  impl_->give_back(std::move(context));
  if (verifies) return true;
  ERR_clear_error();
  if (memory_was_short()) throw std::bad_alloc();
  return false;
}

std::optional<Sha256> PublicKey::hash_signed_in(std::string_view signature) const {
  if (impl_->kind != KeyKind::rsa) return std::nullopt;
  const QuietErrors quiet;
  const KeyContextHandle context = context_ready_to(EVP_PKEY_verify_recover_init, impl_->key.get());
  std::string recovered(static_cast<std::size_t>(EVP_PKEY_get_size(impl_->key.get())), '\0');
  std::size_t length = recovered.size();
  const bool is_ours =
      EVP_PKEY_verify_recover(context.get(), reinterpret_cast<unsigned char*>(recovered.data()),
                              &length, bytes_of(signature), signature.size()) == 1;
  Sha256 hash{};
  if (quiet.refuses(is_ours) || length != hash.size()) return std::nullopt;
  for (std::size_t i = 0; i < hash.size(); ++i) hash[i] = static_cast<std::byte>(recovered[i]);
  return hash;
}

PrivateKey::PrivateKey(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}

Outcome<PrivateKey> PrivateKey::from_pem(std::string_view pem) {
  const QuietErrors quiet;
  const BioHandle input{required(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), "BIO")};
  KeyHandle key{PEM_read_bio_PrivateKey(input.get(), nullptr, no_password, nullptr)};
  if (quiet.refuses(key))
    return refuse(Code::internal,
                  "Not an unencrypted private key in PEM (-----BEGIN PRIVATE KEY-----).");
  return PrivateKey(std::make_shared<Impl>(std::move(key)));
}

PrivateKey PrivateKey::new_rsa(int bits) {
  return generated(EVP_RSA_gen(static_cast<unsigned int>(bits)));
}

PrivateKey PrivateKey::new_ec_p256() { return generated(EVP_EC_gen("P-256")); }

std::string PrivateKey::sign_rsa_sha256(std::string_view message) const {
  const Sha256 hash = sha256(message);
  const KeyContextHandle context = context_ready_to(EVP_PKEY_sign_init, impl_->key.get());
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(impl_->key.get())), '\0');
  std::size_t length = signature.size();
  require(EVP_PKEY_sign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                        reinterpret_cast<const unsigned char*>(hash.data()), hash.size()),
          "EVP_PKEY_sign");
  signature.resize(length);
  return signature;
}

std::string PrivateKey::pem() const {
  const BioHandle output{required(BIO_new(BIO_s_secmem()), "BIO")};
  require(PEM_write_bio_PKCS8PrivateKey(output.get(), impl_->key.get(), nullptr, nullptr, 0,
                                        nullptr, nullptr),
          "PEM_write_bio_PKCS8PrivateKey");
  return text_of(output.get());
}

std::string PrivateKey::spki() const { return der_of(impl_->key.get(), i2d_PUBKEY); }

}  // namespace guichet::crypto
