// SPDX-License-Identifier: Apache-2.0
#include <random>

#include "token_caller.hpp"

namespace guichet::oauth {
namespace {

constexpr std::string_view base64url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

struct RandomTokens : TokenDeskTest {
  TokenAnswer tokens = connect();
  std::mt19937_64 dice{128};

  char any_letter() { return base64url_alphabet[dice() % base64url_alphabet.size()]; }
  bool opens(std::string_view token) {
    const auto grant = recall(token);
    return grant.has_value() || grant.error().code != Code::invalid_token;
  }
};

TEST_F(RandomTokens, row_128_a_million_that_nobody_gave_open_nothing) {
  std::string token(tokens.access_token.size(), 'x');
  int opened = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    for (std::size_t at = 0; at < 8; ++at) token[dice() % token.size()] = any_letter();
    opened += static_cast<int>(opens(token));
  }
  EXPECT_EQ(opened, 0);
  EXPECT_TRUE(is_live(tokens));
}

TEST_F(RandomTokens, row_128_that_differ_from_a_good_one_in_one_letter_or_length_open_nothing) {
  const std::string& good = tokens.access_token;
  for (std::size_t at = 0; at < good.size(); ++at) {
    EXPECT_FALSE(opens(good.substr(0, at))) << "the first " << at;
    for (const char letter : base64url_alphabet) {
      std::string token = good;
      token[at] = letter;
      EXPECT_EQ(opens(token), token == good) << token;
    }
  }
  EXPECT_TRUE(is_live(tokens));
}

}  // namespace
}  // namespace guichet::oauth
