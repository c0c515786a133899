// SPDX-License-Identifier: Apache-2.0
#include "tpp/licences.hpp"

#include <mutex>
#include <shared_mutex>
#include <utility>

namespace guichet::tpp {

void Licences::take_register(std::shared_ptr<const PublicRegister> copy, Instant refreshed_at) {
  const std::unique_lock lock(mutex_);
  state_ = std::make_shared<const State>(State{std::move(copy), refreshed_at, state_->overrides});
}

void Licences::take_overrides(std::vector<RegisterOverride> overrides) {
  const std::unique_lock lock(mutex_);
  state_ = std::make_shared<const State>(
      State{state_->copy, state_->refreshed_at, std::move(overrides)});
}

std::shared_ptr<const Licences::State> Licences::state() const {
  const std::shared_lock lock(mutex_);
  return state_;
}

Outcome<void> Licences::judge(std::string_view oid, Instant now) const {
  // No copy of the pointer: each would be counted in a place that all threads share.
  const std::shared_lock lock(mutex_);
  return judge_standing(state_->copy.get(), state_->overrides, oid, absent_is_refused_, now);
}

}  // namespace guichet::tpp
