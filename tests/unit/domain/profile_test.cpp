// SPDX-License-Identifier: Apache-2.0
#include "domain/profile.hpp"

#include <gtest/gtest.h>

#include <string>

namespace guichet {
namespace {

using namespace std::chrono_literals;

TEST(Profile, compatible_takes_what_the_reference_page_prints) {
  EXPECT_EQ(std::string{compatible_profile.name}, "compatible");
  EXPECT_FALSE(compatible_profile.request_id_and_date_covered);
  EXPECT_TRUE(compatible_profile.request_id_or_digest_covered);
  EXPECT_FALSE(compatible_profile.digest_covered_without_body);
  EXPECT_FALSE(compatible_profile.psu_headers_covered);
  EXPECT_FALSE(compatible_profile.content_type_covered);
  EXPECT_TRUE(compatible_profile.sha1_key_ids);
  EXPECT_TRUE(compatible_profile.client_id_as_key_id);
  EXPECT_FALSE(compatible_profile.pkce_required);
  EXPECT_FALSE(compatible_profile.token_bound_to_certificate);
  EXPECT_TRUE(compatible_profile.dates_of_any_precision);
  EXPECT_TRUE(compatible_profile.missing_consent_lists_are_empty);
  EXPECT_TRUE(compatible_profile.wire_as_printed);
}

TEST(Profile, strict_demands_what_the_standards_do) {
  EXPECT_EQ(std::string{strict_profile.name}, "strict");
  EXPECT_TRUE(strict_profile.request_id_and_date_covered);
  EXPECT_TRUE(strict_profile.digest_covered_without_body);
  EXPECT_TRUE(strict_profile.psu_headers_covered);
  EXPECT_TRUE(strict_profile.content_type_covered);
  EXPECT_FALSE(strict_profile.sha1_key_ids);
  EXPECT_FALSE(strict_profile.client_id_as_key_id);
  EXPECT_TRUE(strict_profile.pkce_required);
  EXPECT_TRUE(strict_profile.token_bound_to_certificate);
  EXPECT_FALSE(strict_profile.dates_of_any_precision);
  EXPECT_FALSE(strict_profile.missing_consent_lists_are_empty);
  EXPECT_FALSE(strict_profile.wire_as_printed);
}

TEST(Profile, both_take_a_signed_date_300_s_old_and_60_s_ahead) {
  for (const Profile* profile : {&compatible_profile, &strict_profile}) {
    EXPECT_EQ(profile->date_oldest, 300s);
    EXPECT_EQ(profile->date_newest, 60s);
  }
}

}  // namespace
}  // namespace guichet
