// SPDX-License-Identifier: Apache-2.0
#include "tpp/revocation.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

namespace guichet::tpp {
namespace {

constexpr std::size_t most_asked = 16'384;
constexpr std::size_t most_lists_of_an_issuer = 1024;

std::string key_of(const crypto::IssuedCertificate& certificate) {
  return certificate.issuer + certificate.serial_hex;
}

constexpr std::uint64_t lower_half = 0xffff'ffff;

/// Rounded down, and never more than fits.
std::uint64_t seconds_of(Instant time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  return static_cast<std::uint64_t>(std::clamp<std::int64_t>(seconds, 0, lower_half));
}

std::unexpected<Refusal> no_status(std::string detail) {
  return refuse(Code::cert_status, {}, std::move(detail));
}

}  // namespace

bool GoodStanding::holds(std::uint64_t state, Instant now) const {
  const std::uint64_t found = found_.load(std::memory_order_acquire);
  return found >> 32 == (state & lower_half) && seconds_of(now) < (found & lower_half);
}

void GoodStanding::note(std::uint64_t state, Instant until) {
  found_.store(state << 32 | seconds_of(until), std::memory_order_release);
}

Outcome<void> RevocationBook::take_list(crypto::RevocationList list) {
  const std::unique_lock lock(mutex_);
  auto& lists = lists_[list.issuer];
  const auto former = std::ranges::find(lists, list.points, &crypto::RevocationList::points);
  if (former == lists.end() && lists.size() >= most_lists_of_an_issuer)
    return no_status("more revocation lists of one issuer than are kept");
  if (former == lists.end())
    lists.push_back(std::move(list));
  else if (former->is_newer_than(list))
    return no_status("a revocation list older than the one in force");
  else
    *former = std::move(list);
  state_.fetch_add(1, std::memory_order_release);
  return {};
}

void RevocationBook::take_answer(const crypto::IssuedCertificate& certificate,
                                 const std::optional<crypto::OcspAnswer>& answer,
                                 Instant asked_at) {
  const std::unique_lock lock(mutex_);
  state_.fetch_add(1, std::memory_order_release);
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
  const auto asked = asked_.find(key_of(certificate));
  Word word{false, nullptr, asked == asked_.end() ? nullptr : &asked->second};
  word.is_revoked = word.asked != nullptr && word.asked->answer &&
                    word.asked->answer->status == crypto::OcspStatus::revoked;
  const auto lists = lists_.find(certificate.issuer);
  if (lists == lists_.end()) return word;
  for (const crypto::RevocationList& list : lists->second) {
    word.is_revoked = word.is_revoked || list.serials.contains(certificate.serial_hex);
    if (list.speaks_of(certificate)) word.list = &list;
  }
  return word;
}

Outcome<Instant> RevocationBook::judge(std::span<const crypto::IssuedCertificate> path,
                                       Instant now) const {
  if (path.empty()) return Instant::max();  // an anchor itself: whoever lists it vouches for it
  const std::shared_lock lock(mutex_);
  const Word word = word_on(path.front());
  if (word.is_revoked) return refuse(Code::cert_revoked);
  for (const crypto::IssuedCertificate& authority : path.subspan(1))
    if (word_on(authority).is_revoked) return refuse(Code::cert_revoked);
  if (word.asked == nullptr) return no_status("the issuer was not asked yet");
  const auto& answer = word.asked->answer;
  if (answer && answer->status == crypto::OcspStatus::good && now <= answer->next_update)
    return answer->next_update;
  if (word.list == nullptr) return no_status("no revocation list and no answer of a responder");
  const Instant end = word.list->next_update + list_grace;
  if (now > end) return no_status("the revocation list ran out more than 24 hours ago");
  return end;
}

bool RevocationBook::is_unasked(const crypto::IssuedCertificate& certificate) const {
  const std::shared_lock lock(mutex_);
  return !asked_.contains(key_of(certificate));
}

std::vector<crypto::IssuedCertificate> RevocationBook::due(Instant answered_before,
                                                           Instant silent_before,
                                                           Instant ends_by) const {
  const std::shared_lock lock(mutex_);
  std::vector<crypto::IssuedCertificate> found;
  for (const auto& [key, asked] : asked_) {
    const bool is_old = asked.at < (asked.answer ? answered_before : silent_before);
    const bool ends_soon =
        asked.answer && asked.answer->next_update <= ends_by && asked.at < silent_before;
    if (is_old || ends_soon) found.push_back(asked.certificate);
  }
  return found;
}

std::optional<Instant> RevocationBook::next_update_of(const std::string& issuer) const {
  const std::shared_lock lock(mutex_);
  const auto lists = lists_.find(issuer);
  if (lists == lists_.end()) return std::nullopt;
  return std::ranges::min(lists->second, {}, &crypto::RevocationList::next_update).next_update;
}

}  // namespace guichet::tpp
