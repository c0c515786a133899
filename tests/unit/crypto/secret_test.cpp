// SPDX-License-Identifier: Apache-2.0
#include "crypto/secret.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace guichet::crypto {
namespace {

class Counting final : public Randomness {
 public:
  void fill(std::span<std::byte> bytes) override {
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(next_++);
  }

 private:
  int next_ = 0;
};

TEST(Secret, is_32_bytes_as_43_characters_of_base64url) {
  Counting counting;
  EXPECT_EQ(new_secret(counting), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
}

TEST(Secret, of_the_system_never_comes_twice) {
  SystemRandomness randomness;
  std::set<std::string> secrets;
  for (int i = 0; i < 1000; ++i) secrets.insert(new_secret(randomness));
  EXPECT_EQ(secrets.size(), 1000U);
  EXPECT_EQ(secrets.begin()->size(), 43U);
}

TEST(Secret, system_randomness_takes_an_empty_span) {
  SystemRandomness randomness;
  randomness.fill({});
}

TEST(Secret, comparison_in_constant_time_compares) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abcd"));
}

}  // namespace
}  // namespace guichet::crypto
