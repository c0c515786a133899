// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "crypto/x509.hpp"
#include "domain/outcome.hpp"
#include "domain/read_mostly_mutex.hpp"
#include "tpp/revocation.hpp"

namespace guichet::tpp {

/// Whom an environment trusts to identify TPPs: its anchors, which may be replaced while it serves,
/// and what the issuers under them say of revocation. Safe on any thread.
class Trust {
 public:
  /// `statuses` null: nobody asks whether certificates are revoked. It outlives this.
  explicit Trust(crypto::TrustStore anchors, const RevocationBook* statuses = nullptr);

  void replace_anchors(crypto::TrustStore anchors);
  /// Those in force now: a handle, cheap to copy.
  crypto::TrustStore anchors() const;
  /// Goes up with each replacement; what was judged under another is to be judged anew.
  std::uint64_t generation() const { return generation_.load(std::memory_order_acquire); }

  /// As TrustStore::path.
  Outcome<crypto::TrustedPath> path(const std::vector<std::string>& chain_der, Instant now) const;

  /// As RevocationBook::judge. `remembered` is kept beside `path` by whoever asks.
  Outcome<void> judge_status(const crypto::TrustedPath& path, GoodStanding& remembered,
                             Instant now) const;

  /// The certificate at the beginning of `path` if its issuer is still to be asked about it.
  std::optional<crypto::IssuedCertificate> unasked(const crypto::TrustedPath& path) const;

 private:
  mutable std::mutex mutex_;
  crypto::TrustStore anchors_;
  std::atomic<std::uint64_t> generation_{1};
  const RevocationBook* statuses_;
};

/// Judges the standing of seals with their issuers; their dates and keys are for others. The path
/// to an anchor is remembered by fingerprint. Safe on any thread.
class SealStanding {
 public:
  explicit SealStanding(const Trust& trust) : trust_(trust) {}

  /// Refuses with sig_key_unknown if the seal's issuer is not (any more) among the anchors,
  /// sig_key_revoked, or cert_status.
  Outcome<void> judge(const crypto::Certificate& seal, Instant now);

  /// As Trust::unasked, for a seal that was judged.
  std::optional<crypto::IssuedCertificate> unasked(const crypto::Certificate& seal, Instant now);

 private:
  struct Known {
    std::uint64_t generation;
    crypto::TrustedPath path;
    mutable GoodStanding standing;
  };
  Outcome<std::shared_ptr<const Known>> read(const crypto::Certificate& seal, Instant now);
  /// What is known of it under the anchors in force, or null; under the lock.
  const Known* known(const crypto::Certificate& seal) const;
  Outcome<void> verdict_on(const Known& known, Instant now) const;

  const Trust& trust_;
  ReadMostlyMutex mutex_;
  // shared: another thread may drop it meanwhile
  std::unordered_map<std::string, std::shared_ptr<const Known>> known_;
};

}  // namespace guichet::tpp
