// SPDX-License-Identifier: Apache-2.0
#include "tpp/trust.hpp"

#include <mutex>
#include <shared_mutex>
#include <utility>

namespace guichet::tpp {
namespace {

constexpr std::size_t most_known = 4096;

}  // namespace

Trust::Trust(crypto::TrustStore anchors, const RevocationBook* statuses)
    : anchors_(std::move(anchors)), statuses_(statuses) {}

void Trust::replace_anchors(crypto::TrustStore anchors) {
  const std::lock_guard lock(mutex_);
  anchors_ = std::move(anchors);
  generation_.fetch_add(1, std::memory_order_release);
}

crypto::TrustStore Trust::anchors() const {
  const std::lock_guard lock(mutex_);
  return anchors_;
}

Outcome<crypto::TrustedPath> Trust::path(const std::vector<std::string>& chain_der,
                                         Instant now) const {
  return anchors().path(chain_der, now);
}

Outcome<void> Trust::judge_status(const crypto::TrustedPath& path, GoodStanding& remembered,
                                  Instant now) const {
  if (statuses_ == nullptr) return {};
  const std::uint64_t state = statuses_->state();  // before it is read
  if (remembered.holds(state, now)) return {};
  GUICHET_TRY(until, statuses_->judge(path.issued, now));
  remembered.note(state, until);
  return {};
}

std::optional<crypto::IssuedCertificate> Trust::unasked(const crypto::TrustedPath& path) const {
  if (statuses_ == nullptr || path.issued.empty() || !statuses_->is_unasked(path.issued.front()))
    return std::nullopt;
  return path.issued.front();
}

Outcome<void> SealStanding::judge(const crypto::Certificate& seal, Instant now) {
  {
    const std::shared_lock lock(mutex_);
    if (const Known* at_hand = known(seal)) return verdict_on(*at_hand, now);
  }
  GUICHET_TRY(learnt, read(seal, now));
  return verdict_on(*learnt, now);
}

std::optional<crypto::IssuedCertificate> SealStanding::unasked(const crypto::Certificate& seal,
                                                               Instant now) {
  {
    const std::shared_lock lock(mutex_);
    if (const Known* at_hand = known(seal)) return trust_.unasked(at_hand->path);
  }
  const auto learnt = read(seal, now);
  return learnt ? trust_.unasked((*learnt)->path) : std::nullopt;
}

Outcome<void> SealStanding::verdict_on(const Known& known, Instant now) const {
  auto status = trust_.judge_status(known.path, known.standing, now);
  if (!status && status.error().code == Code::cert_revoked)
    return refuse(Code::sig_key_revoked, {}, std::move(status.error().detail));
  return status;
}

const SealStanding::Known* SealStanding::known(const crypto::Certificate& seal) const {
  const auto entry = known_.find(seal.sha256_hex);
  const bool is_current = entry != known_.end() && entry->second->generation == trust_.generation();
  return is_current ? entry->second.get() : nullptr;
}

Outcome<std::shared_ptr<const SealStanding::Known>> SealStanding::read(
    const crypto::Certificate& seal, Instant now) {
  const std::uint64_t generation = trust_.generation();
  auto path = trust_.path({seal.der}, now);
  if (!path)
    return refuse(Code::sig_key_unknown,
                  "The issuer of the enrolled QSEAL is not trusted here any more.",
                  std::move(path.error().detail));
  auto learnt = std::make_shared<const Known>(generation, *std::move(path));
  const std::unique_lock lock(mutex_);
  if (known_.size() >= most_known) known_.erase(known_.begin());
  known_.insert_or_assign(seal.sha256_hex, learnt);
  return learnt;
}

}  // namespace guichet::tpp
