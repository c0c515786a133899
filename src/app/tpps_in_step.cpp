// SPDX-License-Identifier: Apache-2.0
#include "app/tpps_in_step.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "app/wait_here.hpp"

namespace guichet::app {
namespace {

/// Where it stands after a start: before everyone else.
void put_first(EnrolledTpp sample, std::vector<EnrolledTpp>& everyone) {
  const auto found = std::ranges::find(everyone, sample.client_id, &EnrolledTpp::client_id);
  if (found == everyone.end())
    everyone.insert(everyone.begin(), std::move(sample));
  else
    std::rotate(everyone.begin(), found, std::next(found));
}

}  // namespace

void TppsInStep::catch_up(store::TppBook& book) {
  const auto version = wait_here<std::int64_t>([&](auto done) { book.version(std::move(done)); });
  if (!version || *version == known_) return;
  const std::uint64_t moment = tpps_.moment();
  auto everyone =
      wait_here<std::vector<EnrolledTpp>>([&](auto done) { book.all(std::move(done)); });
  auto sample = sample_();
  if (!everyone || !sample) return;
  put_first(*std::move(sample), *everyone);
  if (tpps_.catch_up(*std::move(everyone), moment)) known_ = *version;
}

}  // namespace guichet::app
