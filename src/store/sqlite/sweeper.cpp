// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sweeper.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "domain/access.hpp"
#include "store/journey_book.hpp"
#include "store/kept_day.hpp"

namespace guichet::store {
namespace {

constexpr std::chrono::days quota_is_kept{40};
constexpr std::chrono::hours code_is_kept{1};
constexpr std::chrono::days tries_are_kept{1};
constexpr std::chrono::hours journeys_are_kept = JourneyLimits{}.kept;
constexpr std::int64_t rows_at_once = 200;
// What one transaction writes of them, as a rule: more at once would hold up the writer.
constexpr std::int64_t most_more_accesses = 2'000;

}  // namespace

Sweeper::Sweeper(Connection& connection)
    : connection_(connection),
      old_quota_(connection.prepare(
          "DELETE FROM batch_access "
          "WHERE (establishment, day_paris, tpp, psu, subject, method) IN "
          "(SELECT establishment, day_paris, tpp, psu, subject, method FROM batch_access "
          "WHERE establishment = ?1 AND day_paris < ?2 LIMIT ?3)")),
      old_codes_(
          connection.prepare("DELETE FROM authorization_code WHERE (establishment, code_hash) IN "
                             "(SELECT establishment, code_hash FROM authorization_code "
                             "WHERE establishment = ?1 AND expires_at_ms < ?2 LIMIT ?3)")),
      old_tries_(
          connection.prepare("DELETE FROM failed_try WHERE (establishment, identifier_hash) IN "
                             "(SELECT establishment, identifier_hash FROM failed_try "
                             "WHERE establishment = ?1 AND last_at_ms < ?2 LIMIT ?3)")),
      old_sources_(connection.prepare("DELETE FROM failed_source WHERE (establishment, source) IN "
                                      "(SELECT establishment, source FROM failed_source "
                                      "WHERE establishment = ?1 AND since_ms < ?2 LIMIT ?3)")),
      old_journeys_(connection.prepare("DELETE FROM journey WHERE (establishment, id_hash) IN "
                                       "(SELECT establishment, id_hash FROM journey "
                                       "WHERE establishment = ?1 AND opened_at_ms < ?2 LIMIT ?3)")),
      old_challenges_(connection.prepare(
          "DELETE FROM challenge_count WHERE (establishment, identifier_hash) IN "
          "(SELECT establishment, identifier_hash FROM challenge_count "
          "WHERE establishment = ?1 AND since_ms < ?2 LIMIT ?3)")),
      old_accesses_(connection.prepare(
          "DELETE FROM data_access "
          "WHERE (establishment, psu, tpp, minute_ms, method, subject, connected) IN "
          "(SELECT establishment, psu, tpp, minute_ms, method, subject, connected "
          "FROM data_access WHERE establishment = ?1 AND minute_ms < ?2 LIMIT ?3)")) {}

void Sweeper::saw_day(const std::string& establishment, ParisDay day) {
  const std::int64_t seen = kept_form_of(day);
  Progress& progress = days_[establishment];
  may_have_work_ |= progress.swept != seen;
  progress.seen = seen;
}

void Sweeper::saw_time(const std::string& establishment, Instant now) {
  const std::int64_t seen =
      std::chrono::floor<std::chrono::minutes>(now).time_since_epoch().count();
  Progress& progress = minutes_[establishment];
  may_have_work_ |= progress.swept != seen;
  progress.seen = seen;
}

void Sweeper::saw_access(const std::string& establishment, Instant minute) {
  ++accesses_written_;
  saw_time(establishment, minute);
}

void Sweeper::sweep() {
  if (!may_have_work_) return;
  may_have_work_ = false;
  const std::int64_t accesses_at_once =
      rows_at_once + std::min(std::exchange(accesses_written_, 0), most_more_accesses);
  for (auto& [establishment, progress] : days_) {
    if (progress.swept == progress.seen) continue;
    old_quota_.execute(establishment, kept_form_before(progress.seen, quota_is_kept), rows_at_once);
    may_have_work_ |= connection_.rows_changed() == rows_at_once;
    if (connection_.rows_changed() < rows_at_once) progress.swept = progress.seen;
  }
  for (auto& [establishment, progress] : minutes_) {
    if (progress.swept == progress.seen) continue;
    const Instant now{std::chrono::minutes(progress.seen)};
    bool is_more = false;
    const auto drop = [&](Statement& old, Instant before) {
      old.execute(establishment, before, rows_at_once);
      is_more |= connection_.rows_changed() == rows_at_once;
    };
    drop(old_codes_, now - code_is_kept);
    drop(old_tries_, now - tries_are_kept);
    drop(old_sources_, now - tries_are_kept);
    drop(old_journeys_, now - journeys_are_kept);
    drop(old_challenges_, now - tries_are_kept);
    old_accesses_.execute(establishment, now - accesses_are_kept, accesses_at_once);
    is_more |= connection_.rows_changed() == accesses_at_once;
    if (is_more)
      may_have_work_ = true;
    else
      progress.swept = progress.seen;
  }
}

}  // namespace guichet::store
