// SPDX-License-Identifier: Apache-2.0
#include "domain/profile.hpp"

namespace guichet {

const Profile compatible_profile{
    .name = "compatible",
    .request_id_and_date_covered = false,
    .digest_covered_without_body = false,
    .request_id_or_digest_covered = true,
    .psu_headers_covered = false,
    .content_type_covered = false,
    .sha1_key_ids = true,
    .client_id_as_key_id = true,
    .date_oldest = std::chrono::seconds{300},
    .date_newest = std::chrono::seconds{60},
    .pkce_required = false,
    .token_bound_to_certificate = false,
    .dates_of_any_precision = true,
    .missing_consent_lists_are_empty = true,
    .wire_as_printed = true,
};

const Profile strict_profile{
    .name = "strict",
    .request_id_and_date_covered = true,
    .digest_covered_without_body = true,
    .request_id_or_digest_covered = true,
    .psu_headers_covered = true,
    .content_type_covered = true,
    .sha1_key_ids = false,
    .client_id_as_key_id = false,
    .date_oldest = std::chrono::seconds{300},
    .date_newest = std::chrono::seconds{60},
    .pkce_required = true,
    .token_bound_to_certificate = true,
    .dates_of_any_precision = false,
    .missing_consent_lists_are_empty = false,
    .wire_as_printed = false,
};

const Profile* profile_named(std::string_view name) {
  if (name == compatible_profile.name) return &compatible_profile;
  return name == strict_profile.name ? &strict_profile : nullptr;
}

const Profile& Profiles::of(Environment environment, const EnrolledTpp& tpp) const {
  const Profile* own = profile_named(tpp.profile);
  return own != nullptr ? *own : of(environment);
}

}  // namespace guichet
