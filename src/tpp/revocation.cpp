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

RevocationBook::Word RevocationBook::word_on(const crypto::IssuedCertificate& certificate) const {
  const auto list = lists_.find(certificate.issuer);
  const auto asked = asked_.find(key_of(certificate));
  return Word{list == lists_.end() ? nullptr : &list->second,
              asked == asked_.end() ? nullptr : &asked->second};
}

Outcome<void> RevocationBook::judge(std::span<const crypto::IssuedCertificate> path,
                                    Instant now) const {
  if (path.empty()) return {};  // an anchor itself: whoever lists it vouches for it
  const std::shared_lock lock(mutex_);
  const Word word = word_on(path.front());
  if (word.says_revoked(path.front())) return refuse(Code::cert_revoked);
  for (const crypto::IssuedCertificate& authority : path.subspan(1))
    if (word_on(authority).says_revoked(authority)) return refuse(Code::cert_revoked);
  if (word.asked == nullptr) return no_status("the issuer was not asked yet");
  const auto& answer = word.asked->answer;
  if (answer && answer->status == crypto::OcspStatus::good && now <= answer->next_update) return {};
  if (word.list == nullptr) return no_status("no revocation list and no answer of a responder");
  if (now > word.list->next_update + list_grace)
    return no_status("the revocation list ran out more than 24 hours ago");
  return {};
}

bool RevocationBook::Word::says_revoked(const crypto::IssuedCertificate& certificate) const {
  return (list != nullptr && list->serials.contains(certificate.serial_hex)) ||
         (asked != nullptr && asked->answer &&
          asked->answer->status == crypto::OcspStatus::revoked);
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
