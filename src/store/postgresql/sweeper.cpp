// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/sweeper.hpp"

#include <array>
#include <chrono>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/access.hpp"
#include "store/journey_book.hpp"
#include "store/kept_day.hpp"

namespace guichet::store::postgresql {
namespace {

constexpr std::chrono::days quota_is_kept{40};
constexpr std::int64_t rows_at_once = 2'000;

constexpr std::string_view old_quota =
    "DELETE FROM batch_access WHERE ctid = ANY (ARRAY(SELECT ctid FROM batch_access "
    "WHERE establishment = $1 AND day_paris < $2 LIMIT $3 FOR UPDATE SKIP LOCKED))";

/// A table whose rows go by age.
struct Aging {
  std::string_view sql;
  std::chrono::milliseconds kept;
};
constexpr std::array aging{
    Aging{"DELETE FROM authorization_code WHERE ctid = ANY (ARRAY(SELECT ctid "
          "FROM authorization_code WHERE establishment = $1 AND expires_at_ms < $2 LIMIT $3 "
          "FOR UPDATE SKIP LOCKED))",
          std::chrono::hours{1}},
    Aging{"DELETE FROM failed_try WHERE ctid = ANY (ARRAY(SELECT ctid FROM failed_try "
          "WHERE establishment = $1 AND last_at_ms < $2 LIMIT $3 FOR UPDATE SKIP LOCKED))",
          std::chrono::days{1}},
    Aging{"DELETE FROM failed_source WHERE ctid = ANY (ARRAY(SELECT ctid FROM failed_source "
          "WHERE establishment = $1 AND since_ms < $2 LIMIT $3 FOR UPDATE SKIP LOCKED))",
          std::chrono::days{1}},
    Aging{"DELETE FROM challenge_count WHERE ctid = ANY (ARRAY(SELECT ctid FROM challenge_count "
          "WHERE establishment = $1 AND since_ms < $2 LIMIT $3 FOR UPDATE SKIP LOCKED))",
          std::chrono::days{1}},
    Aging{"DELETE FROM journey WHERE ctid = ANY (ARRAY(SELECT ctid FROM journey "
          "WHERE establishment = $1 AND opened_at_ms < $2 LIMIT $3 FOR UPDATE SKIP LOCKED))",
          JourneyLimits{}.kept},
    Aging{"DELETE FROM data_access WHERE ctid = ANY (ARRAY(SELECT ctid FROM data_access "
          "WHERE establishment = $1 AND minute_ms < $2 LIMIT $3 FOR UPDATE SKIP LOCKED))",
          accesses_are_kept}};

/// True if none of the calls left something to be deleted.
bool all_is_gone(Session& session, std::span<const Call> calls) {
  bool is_more = false;
  for (const Answer& answer : session.ask_all(calls))
    is_more |= !answer || answer->changed() == rows_at_once;
  return !is_more;
}

}  // namespace

void Sweeper::saw_day(const std::string& establishment, ParisDay day) {
  const std::scoped_lock lock(mutex_);
  days_[establishment].seen = kept_form_of(day);
}

void Sweeper::saw_time(const std::string& establishment, Instant now) {
  const std::scoped_lock lock(mutex_);
  minutes_[establishment].seen =
      std::chrono::floor<std::chrono::minutes>(now).time_since_epoch().count();
}

void Sweeper::sweep(Session& session) {
  ByEstablishment days;
  ByEstablishment minutes;
  {
    const std::scoped_lock lock(mutex_);
    days = days_;
    minutes = minutes_;
  }
  for (const auto& [establishment, progress] : days) {
    if (progress.swept == progress.seen) continue;
    const Call call{old_quota, Values(establishment, kept_form_before(progress.seen, quota_is_kept),
                                      rows_at_once)};
    if (all_is_gone(session, {&call, 1})) note_swept(days_, establishment, progress.seen);
  }
  for (const auto& [establishment, progress] : minutes) {
    if (progress.swept == progress.seen) continue;
    const Instant now{std::chrono::minutes(progress.seen)};
    std::vector<Call> calls;
    for (const auto& [sql, kept] : aging)
      calls.push_back({sql, Values(establishment, Instant{now - kept}, rows_at_once)});
    if (all_is_gone(session, calls)) note_swept(minutes_, establishment, progress.seen);
  }
}

void Sweeper::note_swept(ByEstablishment& progress, const std::string& establishment,
                         std::int64_t seen) {
  const std::scoped_lock lock(mutex_);
  progress[establishment].swept = seen;
}

}  // namespace guichet::store::postgresql
