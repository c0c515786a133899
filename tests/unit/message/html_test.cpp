// SPDX-License-Identifier: Apache-2.0
#include "message/html.hpp"

#include <gtest/gtest.h>

namespace guichet::message {
namespace {

TEST(HtmlEscaping, makes_references_of_the_five_special_characters) {
  EXPECT_EQ(html_escaped("<a href=\"x\" title='y'>&amp;"),
            "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;");
}

TEST(HtmlEscaping, leaves_other_text_as_it_is) {
  EXPECT_EQ(html_escaped("Caisse d\xe2\x80\x99\xc3\x89pargne\n\t23 766,98 \xe2\x82\xac"),
            "Caisse d\xe2\x80\x99\xc3\x89pargne\n\t23 766,98 \xe2\x82\xac");
  EXPECT_EQ(html_escaped(""), "");
}

TEST(HtmlEscaping, row_154_drops_what_turns_the_direction_of_writing_around) {
  for (const char* sign :
       {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"})
    EXPECT_EQ(html_escaped(std::string("a") + sign + "b" + sign), "ab");
  EXPECT_EQ(html_escaped("\u202f\u2065\u206a"), "\u202f\u2065\u206a");  // the neighbours
}

TEST(HtmlEscaping, drops_control_characters_but_not_tab_and_newline) {
  EXPECT_EQ(html_escaped(std::string_view{"a\0b\x1b[0m\x7f\r\n\tc", 12}), "ab[0m\n\tc");
  EXPECT_EQ(html_escaped("a\u0080b\u009fc\u00a0"), "abc\u00a0");
}

TEST(HtmlEscaping, does_not_stumble_over_what_is_no_utf_8) {
  EXPECT_EQ(html_escaped("\xe2\x80"), "\xe2\x80");
  EXPECT_EQ(html_escaped("\xc2"), "\xc2");
  EXPECT_EQ(html_escaped("\xff<\xc2\""), "\xff&lt;\xc2&quot;");
}

TEST(FirstCharacters, are_counted_in_characters_and_never_split) {
  EXPECT_EQ(first_characters("\xc3\x89pargne", 3), "\xc3\x89pa");
  EXPECT_EQ(first_characters("\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac", 2),
            "\xe2\x82\xac\xe2\x82\xac");
  EXPECT_EQ(first_characters("\xf0\x9f\x8f\xa6x", 1), "\xf0\x9f\x8f\xa6");
}

TEST(FirstCharacters, of_a_short_text_are_all_of_it) {
  EXPECT_EQ(first_characters("abc", 3), "abc");
  EXPECT_EQ(first_characters("", 3), "");
  EXPECT_EQ(first_characters("abc", 0), "");
}

TEST(FirstCharacters, bound_also_what_is_no_utf_8) {
  EXPECT_LE(first_characters(std::string(5'000, '\x80'), 70).size(), 280u);
  EXPECT_LE(first_characters("a" + std::string(5'000, '\xbf'), 70).size(), 281u);
}

}  // namespace
}  // namespace guichet::message
