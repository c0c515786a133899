// SPDX-License-Identifier: Apache-2.0
#include "counter/failed_tokens.hpp"

#include <algorithm>

namespace guichet::counter {
namespace {

/// A clock that was put back must shut nobody out for longer than the span.
bool is_above(Instant above_until, Instant now) {
  return now < above_until && above_until - now <= failed_tokens_span;
}

}  // namespace

std::optional<Instant> FailedTokens::above_until(std::string_view establishment,
                                                 Environment environment, std::string_view oid,
                                                 Instant now) const {
  if (now.time_since_epoch().count() >= all_below_from_.load(std::memory_order_relaxed))
    return std::nullopt;
  const Caller caller{std::string(establishment), environment, std::string(oid)};
  const std::scoped_lock lock(mutex_);
  const auto found = failures_.find(caller);
  if (found == failures_.end() || !is_above(found->second.above_until, now)) return std::nullopt;
  return found->second.above_until;
}

std::optional<Instant> FailedTokens::count(std::string_view establishment, Environment environment,
                                           std::string_view oid, Instant now) {
  Caller caller{std::string(establishment), environment, std::string(oid)};
  const std::scoped_lock lock(mutex_);
  if (!failures_.contains(caller) && failures_.size() >= bound_) make_room();
  auto& [at, above_until] = failures_[std::move(caller)];
  if (is_above(above_until, now)) return above_until;
  std::erase_if(at, [&](Instant failed) {
    return failed <= now - failed_tokens_span || failed > now + failed_tokens_span;
  });
  if (at.size() < most_failed_tokens) {
    at.push_back(now);
    return std::nullopt;
  }
  above_until = at.front() + failed_tokens_span;
  const Instant::rep end = above_until.time_since_epoch().count();
  all_below_from_.store(std::max(all_below_from_.load(), end));
  return above_until;
}

void FailedTokens::make_room() {
  const auto quietest = std::ranges::min_element(
      failures_, {}, [](const auto& each) { return each.second.at.back(); });
  failures_.erase(quietest);
}

void FailedTokens::clear() {
  const std::scoped_lock lock(mutex_);
  failures_.clear();
  all_below_from_ = 0;
}

}  // namespace guichet::counter
