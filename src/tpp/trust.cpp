// SPDX-License-Identifier: Apache-2.0
#include "tpp/trust.hpp"

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
  GUICHET_TRY(known, find(seal, now));
  auto status = trust_.judge_status(known->path, known->standing, now);
  if (!status && status.error().code == Code::cert_revoked)
    return refuse(Code::sig_key_revoked, {}, std::move(status.error().detail));
  return status;
}

std::optional<crypto::IssuedCertificate> SealStanding::unasked(const crypto::Certificate& seal,
                                                               Instant now) {
  const auto known = find(seal, now);
  return known ? trust_.unasked((*known)->path) : std::nullopt;
}

Outcome<std::shared_ptr<const SealStanding::Known>> SealStanding::find(
    const crypto::Certificate& seal, Instant now) {
  const std::uint64_t generation = trust_.generation();
  {
    const std::lock_guard lock(mutex_);
    const auto entry = known_.find(seal.sha256_hex);
    if (entry != known_.end() && entry->second->generation == generation) return entry->second;
  }
  auto path = trust_.path({seal.der}, now);
  if (!path)
    return refuse(Code::sig_key_unknown,
                  "The issuer of the enrolled QSEAL is not trusted here any more.",
                  std::move(path.error().detail));
  auto known = std::make_shared<const Known>(generation, *std::move(path));
  const std::lock_guard lock(mutex_);
  if (known_.size() >= most_known) known_.erase(known_.begin());
  known_.insert_or_assign(seal.sha256_hex, known);
  return known;
}

}  // namespace guichet::tpp
