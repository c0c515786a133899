// SPDX-License-Identifier: Apache-2.0
#include "stet/json_reader.hpp"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <chrono>
#include <string>

#include "stet/query.hpp"

namespace guichet::stet {
namespace {

void expect_invalid(std::string_view text) {
  const auto value = read_json(text);
  ASSERT_FALSE(value.has_value()) << '[' << text.substr(0, 80) << ']';
  EXPECT_EQ(value.error().code, Code::json_invalid) << text.substr(0, 80);
}

std::string nested(std::size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}

TEST(JsonReader, values_come_through_as_they_were) {
  const std::string text =
      R"({"a":[1,-2,18446744073709551615,0.5,true,false,null,"é\n\"","😀"],"b":{"c":{}},"":[]})";
  const auto value = read_json(text);
  ASSERT_TRUE(value.has_value()) << value.error().said;
  EXPECT_EQ(
      boost::json::serialize(*value),
      R"({"a":[1,-2,18446744073709551615,5E-1,true,false,null,"é\n\"","😀"],"b":{"c":{}},"":[]})");
}

TEST(JsonReader, escaped_and_plain_names_are_the_same_name) {
  expect_invalid(R"({"iban":1,"\u0069ban":2})");
}

TEST(JsonReader, a_name_twice_in_one_object_is_refused_at_any_depth) {
  expect_invalid(R"({"a":1,"a":1})");
  expect_invalid(R"({"x":[{"a":1,"b":2,"a":3}]})");
  EXPECT_TRUE(read_json(R"({"a":{"a":1},"b":{"a":1}})").has_value());
}

TEST(JsonReader, what_rfc_8259_does_not_know_is_refused) {  // row 173
  for (const char* text : {"",
                           " ",
                           "{",
                           "}",
                           "[1,]",
                           R"({"a":1,})",
                           "[1 2]",
                           R"({"a" 1})",
                           R"({"a":1 "b":2})",
                           "{a:1}",
                           "{'a':1}",
                           "// x\n{}",
                           "/* x */{}",
                           "{}//",
                           "[NaN]",
                           "[Infinity]",
                           "[-Infinity]",
                           "[01]",
                           "[+1]",
                           "[.5]",
                           "[1.]",
                           "[1e]",
                           "[0x1]",
                           "[-]",
                           "[1,,2]",
                           "[\"\t\"]",
                           "[\"\n\"]",
                           R"(["\x"])",
                           R"(["\u12"])",
                           R"(["\ud800"])",
                           R"(["\udc00\ud800"])",
                           "[\"",
                           "nul",
                           "TRUE",
                           "{} {}",
                           "{}x",
                           "[1]]",
                           "[\v]",
                           "[\f]",
                           "[\xC2\xA0]",
                           "[\"\xFF\"]",
                           "[\"\xC0\xAF\"]",
                           "[\"\xED\xA0\x80\"]",
                           "[\"\xF4\x90\x80\x80\"]",
                           "\xEF\xBB\xBF{}",
                           "\xFE\xFF",
                           "[\"a\"\"b\"]",
                           "{\"a\"}",
                           "{1:1}",
                           "{\"a\":1,\"b\"}",
                           "[]\xC3",
                           "<x/>",
                           "\xE2\x80\x9C"})
    expect_invalid(text);
  expect_invalid(std::string_view("{}\0", 3));
  expect_invalid(std::string_view("[\"\0\"]", 5));
}

TEST(JsonReader, numbers_that_no_double_holds_are_refused) {  // row 175
  for (const char* text : {"[1e999999]", "[-1e400]", "[1e99999999999999999999]"})
    expect_invalid(text);
  expect_invalid('[' + std::string(100'000, '9') + ']');
  expect_invalid("[0." + std::string(100'000, '0') + "1]");
}

TEST(JsonReader, thirty_two_levels_are_read_and_thirty_three_are_not) {
  EXPECT_TRUE(read_json(nested(32)).has_value());
  const auto deeper = read_json(nested(33));
  ASSERT_FALSE(deeper.has_value());
  EXPECT_EQ(deeper.error().code, Code::json_depth);
}

TEST(JsonReader, a_hundred_thousand_levels_are_refused_at_once) {  // row 175
  for (const std::string& text : {nested(100'000), std::string(100'000, '[')}) {
    const auto value = read_json(text);
    ASSERT_FALSE(value.has_value());
    EXPECT_EQ(value.error().code, Code::json_depth);
  }
}

TEST(JsonReader, a_body_of_consents_that_is_no_object_is_refused) {  // row 173
  for (const char* text : {"[]", "null", "true", "1", R"("x")"}) {
    const auto consent = read_consents(text, compatible_profile, v1_6_2);
    ASSERT_FALSE(consent.has_value()) << text;
    EXPECT_EQ(consent.error().code, Code::json_invalid) << text;
  }
}

}  // namespace
}  // namespace guichet::stet
