// SPDX-License-Identifier: Apache-2.0
#include "message/target.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace guichet::message {
namespace {

TEST(Target, is_split_at_the_first_question_mark) {
  EXPECT_EQ(path_of("/a/b?c=d?e"), "/a/b");
  EXPECT_EQ(query_of("/a/b?c=d?e"), "c=d?e");
  EXPECT_EQ(path_of("/a%3Fb"), "/a%3Fb");
  EXPECT_EQ(query_of("/a%3Fb"), "");
  EXPECT_EQ(query_of("/a?"), "");
  EXPECT_EQ(path_of(""), "");
}

TEST(PercentCoding, decodes_escapes_in_either_case) {
  EXPECT_EQ(percent_decoded("a%2Bb%2bc"), "a+b+c");
  EXPECT_EQ(percent_decoded("%00"), std::string(1, '\0'));
  EXPECT_EQ(percent_decoded(""), "");
}

TEST(PercentCoding, reads_plus_as_a_blank_in_forms_only) {
  EXPECT_EQ(percent_decoded("10:00+01:00"), "10:00+01:00");
  EXPECT_EQ(percent_decoded("a+b%2B", true), "a b+");
}

TEST(PercentCoding, refuses_malformed_escapes) {
  for (const char* text : {"%", "%2", "a%", "%G0", "%0g", "%%20", "%u0041", "%-1", "% 1"})
    EXPECT_FALSE(percent_decoded(text)) << text;
}

TEST(PercentCoding, encodes_everything_but_the_unreserved) {
  EXPECT_EQ(percent_encoded("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(percent_encoded("a b/\xc3\xa9+"), "a%20b%2F%C3%A9%2B");
  EXPECT_EQ(percent_encoded(std::string_view{"\0", 1}), "%00");
}

TEST(PercentCoding, gives_back_any_bytes) {
  std::mt19937 generator{20261123};
  std::uniform_int_distribution<int> byte{0, 255};
  for (int round = 0; round < 500; ++round) {
    std::string bytes(static_cast<std::size_t>(round % 64), '\0');
    for (char& c : bytes) c = static_cast<char>(byte(generator));
    EXPECT_EQ(percent_decoded(percent_encoded(bytes)), bytes);
    EXPECT_EQ(percent_decoded(percent_encoded(bytes), true), bytes);
  }
}

TEST(Parameters, are_decoded_names_and_values_in_order) {
  const auto parameters = parse_parameters("a=1&b=%3D&&c&=d&a=x=y", false);
  ASSERT_TRUE(parameters);
  const Parameters expected{{"a", "1"}, {"b", "="}, {"c", ""}, {"", "d"}, {"a", "x=y"}};
  EXPECT_EQ(*parameters, expected);
}

TEST(Parameters, of_an_empty_text_are_none) {
  ASSERT_TRUE(parse_parameters("", false));
  EXPECT_TRUE(parse_parameters("", false)->empty());
  EXPECT_TRUE(parse_parameters("&", false)->empty());
}

TEST(Parameters, with_a_malformed_escape_anywhere_are_refused) {
  EXPECT_FALSE(parse_parameters("a=1&b=%", false));
  EXPECT_FALSE(parse_parameters("%=1", false));
}

TEST(Parameters, given_once_are_single) {
  const Parameters parameters{{"a", "1"}, {"b", "2"}, {"a", "3"}};
  EXPECT_EQ(single(parameters, "b"), "2");
  EXPECT_FALSE(single(parameters, "a"));
  EXPECT_FALSE(single(parameters, "c"));
  EXPECT_EQ(occurrences(parameters, "a"), 2u);
  EXPECT_EQ(occurrences(parameters, "c"), 0u);
}

}  // namespace
}  // namespace guichet::message
