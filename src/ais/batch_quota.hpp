// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "ais/visit.hpp"

namespace guichet::ais {

/// Asks `ask(Completion<T>)` under the quota: a batch visit takes a unit first and gets it back if
/// the answer is a refusal; a connected visit is not counted. Completes after the unit (or its
/// return) is on disk.
template <class T, class Ask>
void counted(store::QuotaBook& quota, const Visit& visit, std::string subject, std::string method,
             Ask ask, Completion<T> done) {
  if (!visit.batch) {
    ask(std::move(done));
    return;
  }
  const ParisDay day = paris_day_of(visit.now);
  QuotaKey key{visit.establishment, visit.tpp, visit.psu, std::move(subject), std::move(method)};
  auto after_take = [&quota, key, day, ask = std::move(ask),
                     done = std::move(done)](Outcome<QuotaUnit> unit) mutable {
    if (!unit) {
      done(std::unexpected(std::move(unit).error()));
      return;
    }
    ask([&quota, key = std::move(key), day, done = std::move(done)](Outcome<T> answer) mutable {
      if (answer) {
        done(std::move(answer));
        return;
      }
      quota.refund(std::move(key), day,
                   [answer = std::move(answer), done = std::move(done)](Outcome<void>) mutable {
                     done(std::move(answer));
                   });
    });
  };
  quota.take(std::move(key), day, std::move(after_take));
}

}  // namespace guichet::ais
