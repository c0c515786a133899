// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ais/visit.hpp"
#include "app/settings.hpp"
#include "counter/psu_address.hpp"

namespace guichet::app {

/// What the settings of the batch quota say, in the words of the rooms that heed them.
inline ais::DetailsQuota details_quota(const Settings& settings) {
  return settings.details_quota_scope == "account" ? ais::DetailsQuota::account
                                                   : ais::DetailsQuota::transaction;
}
inline counter::PsuAddressPolicy psu_address_policy(const Settings& settings) {
  return settings.psu_ip_policy == "public_only" ? counter::PsuAddressPolicy::public_only
                                                 : counter::PsuAddressPolicy::any_valid;
}

}  // namespace guichet::app
