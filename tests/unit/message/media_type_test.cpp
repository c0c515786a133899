// SPDX-License-Identifier: Apache-2.0
#include "message/media_type.hpp"

#include <gtest/gtest.h>

namespace guichet::message {
namespace {

TEST(MediaType, row_181_blanks_around_semicolons_belong_to_neither_name_nor_charset) {
  for (const std::string_view field :
       {"application/json;charset=utf-8", "application/json ; charset=utf-8",
        "\tapplication/json\t;\tcharset=utf-8\t", "application/json;;charset=utf-8;",
        "application/json;a=b;charset=\"utf-8\""}) {
    const MediaType type = read_media_type(field);
    EXPECT_EQ(type.name, "application/json") << field;
    EXPECT_EQ(type.charset, "utf-8") << field;
  }
}

TEST(MediaType, row_181_the_name_of_the_charset_has_no_case_and_must_be_whole) {
  EXPECT_EQ(read_media_type("a/b;CharSet=utf-16").charset, "utf-16");
  EXPECT_EQ(read_media_type("a/b;charset=utf-16;charset=utf-8").charset, "utf-16");
  EXPECT_EQ(read_media_type("a/b;charset=").charset, "");
  EXPECT_EQ(read_media_type("a/b;charset=\"").charset, "\"");
  for (const std::string_view field :
       {"a/b", "a/b;", "a/b;charset", "a/b;xcharset=utf-16", "a/b;="})
    EXPECT_FALSE(read_media_type(field).charset) << field;
}

TEST(MediaType, row_181_what_is_no_media_type_is_taken_as_it_stands) {
  EXPECT_EQ(read_media_type("").name, "");
  EXPECT_EQ(read_media_type("  ").name, "");
  EXPECT_EQ(read_media_type(";").name, "");
  EXPECT_EQ(read_media_type("json, text/plain").name, "json, text/plain");
}

}  // namespace
}  // namespace guichet::message
