// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/sha256.hpp"
#include "domain/outcome.hpp"

namespace guichet::crypto {

enum class KeyKind { rsa, ec_p256, other };

/// A public key. Cheap to copy; safe on any thread.
class PublicKey {
 public:
  /// From a DER SubjectPublicKeyInfo. Refuses with cert_weak what cannot be read.
  static Outcome<PublicKey> from_spki(std::string_view der);

  KeyKind kind() const;
  int bits() const;
  /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 8.2.2). False for any key that is not RSA. About 13
  /// us at 2048 bits.
  bool verify_rsa_sha256(std::string_view message, std::string_view signature) const;
  /// The length of this key's RSA signatures; 0 for any key that is not RSA.
  int signature_bytes() const;
  /// The SHA-256 that was signed by the private half of this key with PKCS1-v1_5, or nothing if
  /// `signature` is not one of this key's. To tell a developer whether the key or the text is
  /// wrong; never for trust.
  std::optional<Sha256> hash_signed_in(std::string_view signature) const;

  struct Impl;
  explicit PublicKey(std::shared_ptr<Impl> impl);

 private:
  std::shared_ptr<Impl>
      impl_;  // shared: verification keys are cached beside certificates and used by all threads
};

/// A private key. Cheap to copy; safe on any thread.
class PrivateKey {
 public:
  /// From PEM, unencrypted. Refuses with internal what cannot be read.
  static Outcome<PrivateKey> from_pem(std::string_view pem);
  static PrivateKey new_rsa(int bits);
  static PrivateKey new_ec_p256();

  /// RSASSA-PKCS1-v1_5 with SHA-256.
  std::string sign_rsa_sha256(std::string_view message) const;
  /// PKCS#8, unencrypted.
  std::string pem() const;
  /// DER SubjectPublicKeyInfo.
  std::string spki() const;

  struct Impl;
  explicit PrivateKey(std::shared_ptr<Impl> impl);
  const Impl& impl() const { return *impl_; }

 private:
  std::shared_ptr<Impl> impl_;  // shared: an OpenSSL key is counted by reference and never changes
};

}  // namespace guichet::crypto
