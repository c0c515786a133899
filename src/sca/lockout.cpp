// SPDX-License-Identifier: Apache-2.0
#include "sca/lockout.hpp"

#include <algorithm>

namespace guichet::sca {

bool Lockout::is_locked(const std::string& who, Instant now) const {
  const auto record = records_.find(who);
  return record != records_.end() && now < record->second.locked_until;
}

bool Lockout::failed(const std::string& who, Instant now) {
  if (!records_.contains(who)) make_room();
  Record& record = records_[who];
  if (now < record.locked_until) return false;
  record.last_failure = now;
  if (++record.failures < most_failures) return false;
  record.failures = 0;
  record.locked_until = now + duration;
  return true;
}

void Lockout::make_room() {
  if (records_.size() < most_records) return;
  const auto oldest = std::ranges::min_element(records_, {}, [](const auto& entry) {
    return std::max(entry.second.last_failure, entry.second.locked_until);
  });
  records_.erase(oldest);
}

}  // namespace guichet::sca
