// SPDX-License-Identifier: Apache-2.0
#include "sandbox/faults.hpp"

#include <algorithm>

namespace guichet::sandbox {

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
