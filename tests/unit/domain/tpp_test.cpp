// SPDX-License-Identifier: Apache-2.0
#include "domain/tpp.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace guichet {
namespace {

TEST(OrganizationIdentifier, of_the_grammar_of_ts_119_495_is_one) {
  EXPECT_TRUE(is_organization_identifier("PSDFR-ACPR-13807"));
  EXPECT_TRUE(is_organization_identifier("PSDBE-NBB-0690.537.456"));
  EXPECT_TRUE(is_organization_identifier("PSDPL-PFSA-1"));
  EXPECT_TRUE(is_organization_identifier("PSDDE-BA-AB-CD"));
  EXPECT_TRUE(is_organization_identifier("PSDES-ABCDEFGH-x y"));
}

TEST(OrganizationIdentifier, of_another_form_is_none) {
  for (const std::string_view text :
       {"", "PSD", "PSDFR", "PSDFR-", "PSDFR-ACPR", "PSDFR-ACPR-", "psdfr-acpr-13807",
        "PSDFR-acpr-13807", "PSDfr-ACPR-13807", "PSDFR-A-13807", "PSDFR-ABCDEFGHI-13807",
        "PSDFR--13807", "PSDFR_ACPR-13807", "XSDFR-ACPR-13807", "PSDFR-ACPR-13807 ",
        "PSDFR-ACPR- 13807", " PSDFR-ACPR-13807", "PSDFR-AC1R-13807", "PSDF1-ACPR-13807"})
    EXPECT_FALSE(is_organization_identifier(text)) << text;
}

TEST(OrganizationIdentifier, with_characters_that_only_look_alike_is_none) {
  EXPECT_FALSE(is_organization_identifier("PSDFR\u2010ACPR\u201013807"));
  EXPECT_FALSE(is_organization_identifier("PSDFR-ACPR-\uff11\uff13\uff18\uff10\uff17"));
  EXPECT_FALSE(is_organization_identifier(std::string_view{"PSDFR-ACPR-13807\0", 17}));
}

TEST(TppRole, has_the_name_of_ts_119_495_and_opens_a_scope) {
  EXPECT_EQ(name_of(TppRole::account_servicing), "PSP_AS");
  EXPECT_EQ(name_of(TppRole::payment_initiation), "PSP_PI");
  EXPECT_EQ(name_of(TppRole::account_information), "PSP_AI");
  EXPECT_EQ(name_of(TppRole::card_issuing), "PSP_IC");
  EXPECT_EQ(scope_of(TppRole::account_servicing), "");
  EXPECT_EQ(scope_of(TppRole::payment_initiation), "pisp");
  EXPECT_EQ(scope_of(TppRole::account_information), "aisp");
  EXPECT_EQ(scope_of(TppRole::card_issuing), "cbpii");
}

RC_GTEST_PROP(OrganizationIdentifier, checking_takes_any_bytes_without_harm,
              (const std::string& tail)) {
  RC_ASSERT(!is_organization_identifier("PSDFR-ACPR" + std::string{"\n"} + tail));
  is_organization_identifier("PSDFR-" + tail);
}

}  // namespace
}  // namespace guichet
