// SPDX-License-Identifier: Apache-2.0
#include "oauth/parameters.hpp"

#include <gtest/gtest.h>

namespace guichet::oauth {
namespace {

TEST(Parameters, sent_without_a_value_were_not_sent) {
  const message::Parameters sent{{"client_id", "a b"}, {"code", "c"}};
  EXPECT_EQ(read_parameters("client_id=a+b&scope=&state&code=c&client_secret="), sent);
  EXPECT_EQ(read_parameters("scope=&state"), message::Parameters{});
}

TEST(Parameters, row_94_and_row_114_that_stand_twice_stay_even_without_a_value) {
  const message::Parameters twice{{"scope", ""}, {"scope", "aisp"}, {"state", ""}, {"state", ""}};
  EXPECT_EQ(read_parameters("scope=&scope=aisp&state=&state"), twice);
}

TEST(Parameters, badly_encoded_are_none) { EXPECT_FALSE(read_parameters("scope=%zz")); }

}  // namespace
}  // namespace guichet::oauth
