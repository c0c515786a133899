// SPDX-License-Identifier: Apache-2.0
#include "stet/json_page.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/json.hpp>
#include <string>
#include <vector>

namespace guichet::stet {
namespace {

std::string page_with(std::string_view text) {
  JsonWriter json(8);
  json.begin_object();
  json.text("text", text);
  json.end_object();
  return std::move(json).take();
}

TEST(JsonWriter, separates_members_and_elements_by_commas_and_nests) {
  JsonWriter json(8);
  json.begin_object();
  json.begin_array("accounts");
  json.begin_object();
  json.end_object();
  json.begin_object();
  json.number("amount", "-1.20");
  json.flag("templated", true);
  json.end_object();
  json.element("last");
  json.end_array();
  json.begin_object("_links");
  json.end_object();
  json.flag("more", false);
  json.end_object();
  EXPECT_EQ(
      std::move(json).take(),
      R"({"accounts":[{},{"amount":-1.20,"templated":true},"last"],"_links":{},"more":false})");
}

TEST(JsonWriter, escapes_quotes_backslashes_and_every_control_character) {
  EXPECT_EQ(page_with("a\"b\\c/d"), R"({"text":"a\"b\\c/d"})");
  EXPECT_EQ(page_with("\b\f\n\r\t"), R"({"text":"\b\f\n\r\t"})");
  EXPECT_EQ(page_with(std::string_view("\0\x1a\x1f\x7f", 4)),
            "{\"text\":\"\\u0000\\u001a\\u001f\x7f\"}");
}

TEST(JsonWriter, finds_what_to_escape_at_every_place_of_texts_of_every_length) {
  for (std::size_t length = 1; length < 40; ++length)
    for (std::size_t place = 0; place < length; ++place)
      for (const char wanted : {'"', '\\', '\n', '!', '#', ' ', '\x7f', '\x80', '\xff', '['}) {
        std::string text(length, 'a');
        text[place] = wanted;
        std::string escaped(1, wanted);
        if (wanted == '"' || wanted == '\\') escaped.insert(0, "\\");
        if (wanted == '\n') escaped = "\\n";
        const std::string shown =
            std::string(place, 'a') + escaped + std::string(length - place - 1, 'a');
        ASSERT_EQ(page_with(text), R"({"text":")" + shown + R"("})") << length << ' ' << place;
      }
}

TEST(JsonWriter, leaves_utf8_as_it_is) {
  EXPECT_EQ(page_with("Crédit €"), "{\"text\":\"Crédit €\"}");
}

RC_GTEST_PROP(JsonWriter, what_was_written_is_what_another_reader_reads, ()) {
  const auto texts = *rc::gen::container<std::vector<std::string>>(
      rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127)));
  JsonWriter json(1);
  json.begin_object();
  json.begin_array("texts");
  for (const std::string& text : texts) json.element(text);
  json.end_array();
  json.end_object();
  const boost::json::value read = boost::json::parse(std::move(json).take());
  const boost::json::array& found = read.at("texts").as_array();
  RC_ASSERT(found.size() == texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i)
    RC_ASSERT(std::string_view(found[i].as_string()) == texts[i]);
}

}  // namespace
}  // namespace guichet::stet
