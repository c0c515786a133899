// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/taken_units.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <new>
#include <utility>

#include "store/kept_day.hpp"
#include "store/sqlite/quota_reading.hpp"
#include "store/sqlite/statement.hpp"

namespace guichet::store {
namespace {

constexpr std::size_t days_held = 2;  // a call of the last second before midnight ends after it

/// No part of a key has a line feed.
std::string joined(const QuotaKey& key) {
  std::string text;
  text.reserve(key.establishment.size() + key.tpp.size() + key.psu.size() + key.subject.size() +
               key.method.size() + 4);
  for (const std::string* part : {&key.establishment, &key.tpp, &key.psu, &key.subject}) {
    text += *part;
    text += '\n';
  }
  return text += key.method;
}

}  // namespace

std::optional<int> TakenUnits::of(const QuotaKey& key, ParisDay day) const {
  const std::string text = joined(key);
  const std::shared_lock lock(mutex_);
  if (day < complete_from_) return std::nullopt;
  const auto of_day = days_.find(day);
  if (of_day == days_.end()) return 0;
  const auto found = of_day->second.taken.find(text);
  if (found != of_day->second.taken.end()) return found->second;
  return of_day->second.is_full ? std::nullopt : std::optional(0);
}

void TakenUnits::put(const QuotaKey& key, ParisDay day, int taken) noexcept {
  try {
    std::string text = joined(key);
    const std::unique_lock lock(mutex_);
    if (day < complete_from_) return;
    keep(days_[day], std::move(text), taken);
    let_old_days_go();
  } catch (const std::bad_alloc&) {
    forget_until(day);
  }
}

void TakenUnits::forget_all() noexcept {
  const std::unique_lock lock(mutex_);
  days_.clear();
  complete_from_ = ParisDay{};
}

void TakenUnits::read_all(Connection& connection) {
  const std::int64_t newest = newest_kept_day(connection);
  forget_all();
  if (newest == 0) return;
  Statement counters =
      connection.prepare(std::string(counted_establishments) +
                         "SELECT establishment, tpp, psu, subject, method, taken FROM batch_access "
                         "WHERE establishment IN (SELECT code FROM counted) AND day_paris = ?1");
  const std::unique_lock lock(mutex_);
  complete_from_ = day_kept_as(newest);
  OfDay& of_day = days_[complete_from_];
  auto rows = counters.run(newest);
  while (rows.next())
    keep(of_day, joined({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4)}),
         static_cast<int>(rows.number(5)));
}

void TakenUnits::keep(OfDay& of_day, std::string key, int taken) {
  std::size_t held = 0;
  for (const auto& [day, counters] : days_) held += counters.taken.size();
  if (held < bound_ || of_day.taken.contains(key))
    of_day.taken.insert_or_assign(std::move(key), taken);
  else
    of_day.is_full = true;
}

void TakenUnits::let_old_days_go() noexcept {
  while (days_.size() > days_held) {
    days_.erase(days_.begin());
    complete_from_ = days_.begin()->first;
  }
}

void TakenUnits::forget_until(ParisDay day) noexcept {
  const std::unique_lock lock(mutex_);
  days_.erase(days_.begin(), days_.upper_bound(day));
  const ParisDay next{std::chrono::sys_days{day} + std::chrono::days{1}};
  complete_from_ = std::max(complete_from_, next);
}

}  // namespace guichet::store
