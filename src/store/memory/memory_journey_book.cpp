// SPDX-License-Identifier: Apache-2.0
#include "store/memory/memory_journey_book.hpp"

#include <algorithm>

namespace guichet::store {

/// False if as many are fresh as may be. The oldest of the source goes when it has its number.
bool MemoryJourneyBook::make_room(const JourneyKey& key, const SecretHash& source, Instant now) {
  std::erase_if(entries_, [&](const auto& each) {
    return each.first.establishment == key.establishment &&
           each.second.opened_at <= now - limits_.kept;
  });
  std::size_t fresh = 0;
  std::size_t of_source = 0;
  auto oldest = entries_.end();
  for (auto each = entries_.begin(); each != entries_.end(); ++each) {
    if (each->first.establishment != key.establishment) continue;
    fresh += each->second.opened_at > now - limits_.fresh;
    if (each->second.source != source) continue;
    ++of_source;
    if (oldest == entries_.end() || each->second.opened_at < oldest->second.opened_at)
      oldest = each;
  }
  if (of_source >= limits_.of_a_source) {
    entries_.erase(oldest);
    return true;
  }
  return fresh < limits_.of_all;
}

void MemoryJourneyBook::open(JourneyKey key, SecretHash source, std::string content, Instant now,
                             Completion<void> done) {
  std::unique_lock lock(mutex_);
  const bool has_room = make_room(key, source, now);
  if (has_room) entries_[std::move(key)] = {{1, std::move(content)}, source, now};
  lock.unlock();
  if (has_room)
    done({});
  else
    done(refuse(Code::page_too_many));
}

void MemoryJourneyBook::find(JourneyKey key, Completion<KeptJourney> done) {
  std::unique_lock lock(mutex_);
  const auto found = entries_.find(key);
  Outcome<KeptJourney> outcome = refuse(Code::page_session_unknown, {}, "no such journey");
  if (found != entries_.end()) outcome = found->second.journey;
  lock.unlock();
  done(std::move(outcome));
}

void MemoryJourneyBook::change(JourneyKey key, std::uint64_t version, std::string content,
                               Completion<bool> done) {
  std::unique_lock lock(mutex_);
  const auto found = entries_.find(key);
  const bool is_in_force = found != entries_.end() && found->second.journey.version == version;
  if (is_in_force) found->second.journey = {version + 1, std::move(content)};
  lock.unlock();
  done(is_in_force);
}

void MemoryJourneyBook::clear() {
  const std::scoped_lock lock(mutex_);
  entries_.clear();
}

}  // namespace guichet::store
