// SPDX-License-Identifier: Apache-2.0
#include "store/unwritten_accesses.hpp"

#include <algorithm>
#include <functional>
#include <new>
#include <utility>

namespace guichet::store {
namespace {

constexpr std::size_t spread = 0x9e3779b97f4a7c15;

}  // namespace

UnwrittenAccesses::UnwrittenAccesses(std::size_t bound)
    : bound_(std::max<std::size_t>(bound / parts_.size(), 1)) {}

void UnwrittenAccesses::add(AccessLine line) noexcept {
  Part& part = part_of(line.key);
  Access& access = line.access;
  const std::int64_t count = access.count;
  try {
    What what{std::move(line.key), std::move(access.method), std::move(access.subject),
              access.connected};
    const std::scoped_lock lock(part.mutex);
    Counts& counts = part.minutes[minute_of(access.minute)];
    const auto [place, is_new] = counts.try_emplace(std::move(what), 0);
    place->second += count;
    if (is_new && ++part.lines > bound_) drop_one_of_the_oldest(part);
  } catch (const std::bad_alloc&) {
    dropped_ += static_cast<std::uint64_t>(count);
  }
}

void UnwrittenAccesses::drop_one_of_the_oldest(Part& part) noexcept {
  auto oldest = part.minutes.begin();
  while (oldest->second.empty()) oldest = part.minutes.erase(oldest);
  const auto dropped = oldest->second.begin();
  dropped_ += static_cast<std::uint64_t>(dropped->second);
  oldest->second.erase(dropped);
  --part.lines;
}

void UnwrittenAccesses::take(std::size_t enough, std::vector<AccessLine>& taken) {
  for (std::size_t seen = 0; seen < parts_.size() && taken.size() < enough; ++seen) {
    Part& part = parts_[next_part_];
    next_part_ = (next_part_ + 1) % parts_.size();
    std::map<Instant, Counts> minutes;
    {
      const std::scoped_lock lock(part.mutex);
      taken.reserve(taken.size() + part.lines);
      minutes.swap(part.minutes);
      part.lines = 0;
    }
    for (auto& [minute, counts] : minutes)
      while (!counts.empty()) move_line(minute, counts, counts.begin(), taken);
  }
}

void UnwrittenAccesses::take_of(const AccessKey& key, std::vector<AccessLine>& taken) {
  Part& part = part_of(key);
  const std::scoped_lock lock(part.mutex);
  taken.reserve(taken.size() + part.lines);
  for (auto& [minute, counts] : part.minutes)
    for (auto at = counts.begin(); at != counts.end();) {
      const auto line = at++;
      if (line->first.key != key) continue;
      move_line(minute, counts, line, taken);
      --part.lines;
    }
}

void UnwrittenAccesses::move_line(Instant minute, Counts& counts, Counts::iterator line,
                                  std::vector<AccessLine>& taken) noexcept {
  auto node = counts.extract(line);
  auto& [key, method, subject, connected] = node.key();
  taken.push_back(
      {std::move(key), {minute, std::move(method), std::move(subject), connected, node.mapped()}});
}

void UnwrittenAccesses::forget_all() noexcept {
  for (Part& part : parts_) {
    const std::scoped_lock lock(part.mutex);
    part.minutes.clear();
    part.lines = 0;
  }
}

void UnwrittenAccesses::drop_all() noexcept {
  for (Part& part : parts_) {
    const std::scoped_lock lock(part.mutex);
    while (part.lines > 0) drop_one_of_the_oldest(part);
  }
}

std::size_t UnwrittenAccesses::HashOf::operator()(const AccessKey& key) const {
  const std::hash<std::string> hash;
  std::size_t sum = hash(key.psu);
  sum = sum * spread + hash(key.tpp);
  return sum * spread + hash(key.establishment);
}

std::size_t UnwrittenAccesses::HashOf::operator()(const What& what) const {
  const std::hash<std::string> hash;
  std::size_t sum = (*this)(what.key);
  sum = sum * spread + hash(what.method);
  return (sum * spread + hash(what.subject)) * 2 + std::size_t{what.connected};
}

}  // namespace guichet::store
