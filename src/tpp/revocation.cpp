// SPDX-License-Identifier: Apache-2.0
#include "tpp/revocation.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

namespace guichet::tpp {
namespace {

constexpr std::size_t most_asked = 16'384;

std::string key_of(const crypto::IssuedCertificate& certificate) {
  return certificate.issuer + certificate.serial_hex;
}

std::unexpected<Refusal> no_status(std::string detail) {
  return refuse(Code::cert_status, {}, std::move(detail));
}

}  // namespace

Outcome<void> RevocationBook::take_list(crypto::RevocationList list) {
  const std::unique_lock lock(mutex_);
  const auto former = lists_.find(list.issuer);
  if (former != lists_.end() && former->second.is_newer_than(list))
    return no_status("a revocation list older than the one in force");
  std::string issuer = list.issuer;
  lists_.insert_or_assign(std::move(issuer), std::move(list));
  return {};
}

void RevocationBook::take_answer(const crypto::IssuedCertificate& certificate,
                                 const std::optional<crypto::OcspAnswer>& answer,
                                 Instant asked_at) {
  const std::unique_lock lock(mutex_);
  std::string key = key_of(certificate);
  if (const auto known = asked_.find(key); known != asked_.end()) {
    Asked& asked = known->second;
    asked.at = asked_at;
    const bool is_later =
        answer && (!asked.answer || answer->this_update >= asked.answer->this_update);
    if (is_later) asked.answer = answer;
    return;
  }
  // Whichever goes when the room is full is asked about again at its next request.
  if (asked_.size() >= most_asked) asked_.erase(asked_.begin());
  asked_.emplace(std::move(key), Asked{certificate, answer, asked_at});
}

bool RevocationBook::is_said_revoked(const crypto::IssuedCertificate& certificate) const {
  const auto list = lists_.find(certificate.issuer);
  if (list != lists_.end() && list->second.serials.contains(certificate.serial_hex)) return true;
  const auto asked = asked_.find(key_of(certificate));
  return asked != asked_.end() && asked->second.answer &&
         asked->second.answer->status == crypto::OcspStatus::revoked;
}

Outcome<void> RevocationBook::judge(std::span<const crypto::IssuedCertificate> path,
                                    Instant now) const {
  if (path.empty()) return {};  // an anchor itself: whoever lists it vouches for it
  const std::shared_lock lock(mutex_);
  for (const crypto::IssuedCertificate& certificate : path)
    if (is_said_revoked(certificate)) return refuse(Code::cert_revoked);
  const crypto::IssuedCertificate& certificate = path.front();
  const auto asked = asked_.find(key_of(certificate));
  if (asked == asked_.end()) return no_status("the issuer was not asked yet");
  const auto& answer = asked->second.answer;
  if (answer && answer->status == crypto::OcspStatus::good && now <= answer->next_update) return {};
  const auto list = lists_.find(certificate.issuer);
  if (list == lists_.end()) return no_status("no revocation list and no answer of a responder");
  if (now > list->second.next_update + list_grace)
    return no_status("the revocation list ran out more than 24 hours ago");
  return {};
}

bool RevocationBook::is_unasked(const crypto::IssuedCertificate& certificate) const {
  const std::shared_lock lock(mutex_);
  return !asked_.contains(key_of(certificate));
}

std::vector<crypto::IssuedCertificate> RevocationBook::due(Instant answered_before,
                                                           Instant silent_before) const {
  const std::shared_lock lock(mutex_);
  std::vector<crypto::IssuedCertificate> found;
  for (const auto& [key, asked] : asked_)
    if (asked.at < (asked.answer ? answered_before : silent_before))
      found.push_back(asked.certificate);
  return found;
}

std::optional<Instant> RevocationBook::next_update_of(const std::string& issuer) const {
  const std::shared_lock lock(mutex_);
  const auto list = lists_.find(issuer);
  return list == lists_.end() ? std::nullopt : std::optional(list->second.next_update);
}

}  // namespace guichet::tpp
