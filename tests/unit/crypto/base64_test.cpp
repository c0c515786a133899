// SPDX-License-Identifier: Apache-2.0
#include "crypto/base64.hpp"

#include <gtest/gtest.h>

#include <array>

namespace guichet::crypto {
namespace {

struct Pair {
  std::string_view bytes;
  std::string_view text;
};
// RFC 4648 10.
constexpr std::array rfc_pairs{Pair{"", ""},
                               Pair{"f", "Zg=="},
                               Pair{"fo", "Zm8="},
                               Pair{"foo", "Zm9v"},
                               Pair{"foob", "Zm9vYg=="},
                               Pair{"fooba", "Zm9vYmE="},
                               Pair{"foobar", "Zm9vYmFy"}};

TEST(Base64, agrees_with_the_vectors_of_rfc_4648_both_ways) {
  for (const Pair& pair : rfc_pairs) {
    EXPECT_EQ(base64(pair.bytes), pair.text);
    EXPECT_EQ(base64_decoded(pair.text), pair.bytes);
  }
}

TEST(Base64, gives_back_every_byte_value) {
  std::string bytes;
  for (int value = 0; value < 256; ++value) bytes += static_cast<char>(value);
  EXPECT_EQ(base64_decoded(base64(bytes)), bytes);
  EXPECT_EQ(base64url_decoded(base64url(bytes)), bytes);
}

TEST(Base64, texts_of_every_length_come_back_and_are_refused_with_one_bad_digit_anywhere) {
  for (std::size_t length = 0; length < 20; ++length) {
    const std::string bytes = std::string(length, '\xe9');
    const std::string text = base64url(bytes);
    EXPECT_EQ(base64url_decoded(text), bytes);
    EXPECT_EQ(base64_decoded(base64(bytes)), bytes);
    for (std::size_t place = 0; place < text.size(); ++place)
      for (const char bad : {'=', ' ', '+', '\0', '\x7f', '\xff'}) {
        std::string spoilt = text;
        spoilt[place] = bad;
        EXPECT_FALSE(base64url_decoded(spoilt)) << spoilt;
      }
  }
}

TEST(Base64, refuses_blanks_the_url_alphabet_and_wrong_padding) {
  for (const std::string_view text :
       {"Zg", "Zg=", "Zg===", "Z===", "====", "=", "Zm9v\n", "Zm 9v", " Zm9v", "Zm9_", "Zm9-",
        "Zm9v====", "Zg==Zg==", "Zm=v", "Z\xc3\xa9=="})
    EXPECT_FALSE(base64_decoded(text)) << text;
}

TEST(Base64, refuses_a_second_spelling_of_the_same_bytes) {
  EXPECT_TRUE(base64_decoded("Zg=="));
  for (const std::string_view text : {"Zh==", "Zm9=", "Zm//Zm9="})
    EXPECT_FALSE(base64_decoded(text)) << text;
  EXPECT_FALSE(base64url_decoded("Zh"));
}

TEST(Base64Url, has_no_padding_and_refuses_it) {
  EXPECT_EQ(base64url("\xff\xef"), "_-8");
  EXPECT_EQ(base64url_decoded("_-8"), "\xff\xef");
  for (const std::string_view text : {"_-8=", "/+8", "A"})
    EXPECT_FALSE(base64url_decoded(text)) << text;
}

}  // namespace
}  // namespace guichet::crypto
