// SPDX-License-Identifier: Apache-2.0
#include "sandbox/ocra.hpp"

#include <gtest/gtest.h>

#include <array>
#include <utility>

namespace guichet::sandbox {
namespace {

TEST(Ocra, gives_the_values_of_rfc_6287_appendix_c) {
  constexpr std::string_view key = "12345678901234567890123456789012";
  constexpr std::array values{std::pair{"00000000", "83238735"}, std::pair{"11111111", "01501458"},
                              std::pair{"22222222", "17957585"}, std::pair{"33333333", "86776967"},
                              std::pair{"44444444", "86807031"}};
  for (const auto& [question, response] : values)
    EXPECT_EQ(ocra_response(key, question, "1234"), response) << question;
}

TEST(Ocra, another_key_pin_or_question_gives_another_response) {
  const std::string one = ocra_response("key", "12345678", "1234");
  EXPECT_EQ(one.size(), 8U);
  EXPECT_NE(ocra_response("other", "12345678", "1234"), one);
  EXPECT_NE(ocra_response("key", "12345678", "1235"), one);
  EXPECT_NE(ocra_response("key", "12345679", "1234"), one);
}

}  // namespace
}  // namespace guichet::sandbox
