// SPDX-License-Identifier: Apache-2.0
#include "record/inspector.hpp"

namespace guichet::record {

void Inspector::keep(Inspection inspection) {
  Inspection oldest;  // ends after the lock does
  const std::scoped_lock lock(mutex_);
  if (inspection.event.psu_ip_suspect) ++psu_ip_suspects_[inspection.event.tpp];
  if (kept_.size() == capacity_) {
    oldest = std::move(kept_.front());
    kept_.pop_front();
  }
  kept_.push_back(std::move(inspection));
}

std::vector<Inspection> Inspector::recent(std::string_view x_request_id, std::size_t most) const {
  const std::scoped_lock lock(mutex_);
  std::vector<Inspection> found;
  for (auto it = kept_.rbegin(); it != kept_.rend() && found.size() < most; ++it)
    if (x_request_id.empty() || it->event.x_request_id == x_request_id) found.push_back(*it);
  return found;
}

std::uint64_t Inspector::psu_ip_suspects(std::string_view tpp) const {
  const std::scoped_lock lock(mutex_);
  const auto found = psu_ip_suspects_.find(tpp);
  return found == psu_ip_suspects_.end() ? 0 : found->second;
}

void Inspector::clear() {
  const std::scoped_lock lock(mutex_);
  kept_.clear();
  psu_ip_suspects_.clear();
}

}  // namespace guichet::record
