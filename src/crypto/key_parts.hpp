// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <vector>

#include "crypto/key.hpp"
#include "crypto/openssl_handle.hpp"

namespace guichet::crypto {

/// Verification contexts are made ready once and then handed around: making one costs as much as a
/// fifth of the verification itself. There are never more of them than threads verifying at once.
struct PublicKey::Impl {
  explicit Impl(KeyHandle handle);

  KeyContextHandle take_context() const;
  void give_back(KeyContextHandle context) const;

  const KeyHandle key;
  const KeyKind kind;

 private:
  mutable std::mutex mutex_;
  mutable std::vector<KeyContextHandle> idle_contexts_;
};

struct PrivateKey::Impl {
  KeyHandle key;
};

/// A key of OpenSSL's as ours.
PublicKey public_key_of(KeyHandle key);

}  // namespace guichet::crypto
