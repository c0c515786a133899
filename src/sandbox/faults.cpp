// SPDX-License-Identifier: Apache-2.0
#include "sandbox/faults.hpp"

#include <algorithm>
#include <array>

namespace guichet::sandbox {
namespace {

/// Of each status what TPPs meet it with most often.
constexpr std::array usual{
    Code::parameter,          Code::invalid_token,  Code::consent_missing, Code::account_unknown,
    Code::method_not_allowed, Code::accept,         Code::timeout,         Code::body_too_large,
    Code::uri_too_long,       Code::media_type,     Code::misdirected,     Code::quota_used_up,
    Code::headers_too_large,  Code::coding_unknown, Code::bank_unavailable};

}  // namespace

Refusal refusal_of(const Fault& fault) {
  const auto found =
      std::ranges::find(usual, fault.status, [](Code code) { return entry_of(code).status; });
  return {found == usual.end() ? Code::internal : *found,
          "This failure was asked for with POST /_sandbox/faults.", "POST /_sandbox/faults"};
}

void Faults::add(Fault fault) {
  const std::scoped_lock lock(mutex_);
  waiting_.push_back(std::move(fault));
  any_.store(true);
}

std::optional<Fault> Faults::strike(std::string_view path) {
  if (!any_.load()) return std::nullopt;  // nearly always
  const std::scoped_lock lock(mutex_);
  const auto hit = std::ranges::find_if(
      waiting_, [&](const Fault& fault) { return path.starts_with(fault.path); });
  if (hit == waiting_.end()) return std::nullopt;
  Fault fault = *hit;
  if (--hit->times == 0) waiting_.erase(hit);
  any_.store(!waiting_.empty());
  return fault;
}

void Faults::clear() {
  const std::scoped_lock lock(mutex_);
  waiting_.clear();
  any_.store(false);
}

}  // namespace guichet::sandbox
