// SPDX-License-Identifier: Apache-2.0
#include "sca/texts.hpp"

#include <gtest/gtest.h>

namespace guichet::sca {
namespace {

TEST(Texts, differ_between_the_languages) {
  for (int i = 0; i < static_cast<int>(Text::count_); ++i) {
    const auto text = static_cast<Text>(i);
    EXPECT_NE(text_in(Language::french, text), text_in(Language::english, text)) << i;
  }
}

TEST(LanguageChoice, is_the_first_of_ui_locales_that_is_spoken_here) {
  EXPECT_EQ(choose_language("de en fr", "fr"), Language::english);
  EXPECT_EQ(choose_language("fr-CA en", "en"), Language::french);
  EXPECT_EQ(choose_language("EN-gb", "fr"), Language::english);
}

TEST(LanguageChoice, is_else_the_heaviest_of_accept_language) {
  EXPECT_EQ(choose_language("", "en-GB,en;q=0.9,fr;q=0.8"), Language::english);
  EXPECT_EQ(choose_language("", "en;q=0.5, fr;q=0.7"), Language::french);
  EXPECT_EQ(choose_language("", "de, en; q=0.1"), Language::english);
  EXPECT_EQ(choose_language("de", "en"), Language::english);
}

TEST(LanguageChoice, is_french_where_nothing_fits) {
  for (const char* header : {"", "de", "en;q=0", "fra", "english", "*", ",,;;", "en;q=x"})
    EXPECT_EQ(choose_language("", header), Language::french) << header;
}

}  // namespace
}  // namespace guichet::sca
