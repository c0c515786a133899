// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "ais/visit.hpp"

namespace guichet::ais {

/// What is counted of a visit, and when.
struct Counted {
  QuotaKey key;
  ParisDay day;
  QuotaCall call;
  std::optional<QuotaStanding>* standing;  ///< that of the visit

  void note(QuotaStanding found) const {
    if (standing != nullptr) *standing = found;
  }
};

/// What to say when the counter is at its limit: of what, how many, and what to do. Names an
/// account by its country and last four.
std::string used_up(const QuotaKey& key, int limit);

/// Gives the unit back, and then `answer`, which is a refusal, to `done`.
template <class T>
void give_back(store::QuotaBook& quota, Counted counted, Outcome<T> answer, Completion<T> done) {
  const Code why = answer.error().code;
  auto after_refund = [&quota, counted, answer = std::move(answer),
                       done = std::move(done)](Outcome<void>) mutable {
    auto after_look = [counted, answer = std::move(answer),
                       done = std::move(done)](Outcome<QuotaStanding> found) mutable {
      if (found) counted.note(*found);
      done(std::move(answer));
    };
    quota.standing(counted.key, counted.day, std::move(after_look));
  };
  quota.refund(counted.key, counted.day, counted.call, why, std::move(after_refund));
}

/// Gives `refusal`, for which nothing is counted, to `done` after the visit was told how the
/// counter stands that an answer would have moved. That it cannot be looked up leaves the refusal
/// as it is.
template <class T>
void refuse_uncounted(store::QuotaBook& quota, const Visit& visit, std::string subject,
                      std::string method, Refusal refusal, Completion<T> done) {
  auto after_look = [standing = visit.standing, refusal = std::move(refusal),
                     done = std::move(done)](Outcome<QuotaStanding> found) mutable {
    if (found && standing != nullptr) *standing = *found;
    done(std::unexpected(std::move(refusal)));
  };
  quota.standing({visit.establishment, visit.tpp, visit.psu, std::move(subject), std::move(method)},
                 paris_day_of(visit.now), std::move(after_look));
}

/// Asks `ask(Completion<T>)` under the quota: a batch visit takes a unit first and gets it back if
/// the answer is a refusal; a connected visit is not counted. Either way the visit is told how the
/// counter stands. Completes after the unit (or its return) is on disk.
template <class T, class Ask>
void counted(store::QuotaBook& quota, const Visit& visit, std::string subject, std::string method,
             Ask ask, Completion<T> done) {
  Counted counted{
      {visit.establishment, visit.tpp, visit.psu, std::move(subject), std::move(method)},
      paris_day_of(visit.now),
      {visit.now, visit.x_request_id},
      visit.standing};
  if (!visit.batch) {
    auto after_look = [standing = visit.standing, ask = std::move(ask),
                       done = std::move(done)](Outcome<QuotaStanding> found) mutable {
      if (!found) {
        done(std::unexpected(std::move(found).error()));
        return;
      }
      if (standing != nullptr) *standing = *found;
      ask(std::move(done));
    };
    quota.standing(std::move(counted.key), counted.day, std::move(after_look));
    return;
  }
  QuotaKey key = counted.key;
  const ParisDay day = counted.day;
  QuotaCall call = counted.call;
  auto after_take = [&quota, counted = std::move(counted), ask = std::move(ask),
                     done = std::move(done)](Outcome<QuotaUnit> unit) mutable {
    const int limit = quota.limit();
    if (!unit) {
      if (unit.error().code == Code::quota_used_up) {
        counted.note({limit, limit});
        unit.error().said = used_up(counted.key, limit);
      }
      done(std::unexpected(std::move(unit).error()));
      return;
    }
    counted.note({limit, unit->number});
    ask([&quota, counted = std::move(counted), done = std::move(done)](Outcome<T> answer) mutable {
      if (answer)
        done(std::move(answer));
      else
        give_back<T>(quota, std::move(counted), std::move(answer), std::move(done));
    });
  };
  quota.take(std::move(key), day, std::move(call), std::move(after_take));
}

}  // namespace guichet::ais
