// SPDX-License-Identifier: Apache-2.0
#include "crypto/sealed_text.hpp"

#include <gtest/gtest.h>

#include "crypto/hmac.hpp"
#include "crypto/secret.hpp"

namespace guichet::crypto {
namespace {

TEST(SealedText, opens_again_in_its_place_and_nowhere_else) {
  SystemRandomness randomness;
  const Sha256 key = sha256("key");
  for (const std::string& text : {std::string(), std::string("a"), std::string(10'000, 'x')}) {
    const std::string sealed = sealed_text(key, text, "here", randomness);
    EXPECT_EQ(opened_text(key, sealed, "here"), text);
    EXPECT_EQ(opened_text(key, sealed, "there"), std::nullopt);
    EXPECT_EQ(opened_text(sha256("other"), sealed, "here"), std::nullopt);
    EXPECT_NE(sealed_text(key, text, "here", randomness), sealed);
  }
}

TEST(SealedText, altered_anywhere_does_not_open) {
  SystemRandomness randomness;
  const Sha256 key = sha256("key");
  const std::string sealed = sealed_text(key, "a text", "here", randomness);
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    std::string altered = sealed;
    altered[at] = altered[at] == 'A' ? 'B' : 'A';
    EXPECT_EQ(opened_text(key, altered, "here"), std::nullopt) << at;
    EXPECT_EQ(opened_text(key, sealed.substr(0, at), "here"), std::nullopt) << at;
  }
}

TEST(Hmac, gives_the_value_of_rfc_4231_case_2) {
  EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

}  // namespace
}  // namespace guichet::crypto
