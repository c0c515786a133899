// SPDX-License-Identifier: Apache-2.0
#include "app/shell_word.hpp"

#include <gtest/gtest.h>

namespace guichet::app {
namespace {

TEST(ShellWord, what_needs_no_quotes_stands_as_it_is) {
  for (const char* text :
       {"./guichet-data", "/srv/a_b/1,2@x%+", "::127.0.0.1:8443", "PSDFR-ACPR-1"})
    EXPECT_EQ(shell_word(text), text);
}

TEST(ShellWord, blanks_and_signs_of_the_shell_stand_in_quotes) {
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("my bank"), "'my bank'");
  EXPECT_EQ(shell_word("$(x)"), "'$(x)'");
  EXPECT_EQ(shell_word("~/x"), "'~/x'");
  EXPECT_EQ(shell_word("::[::1]:8443"), "'::[::1]:8443'");
  EXPECT_EQ(shell_word("\xc3\xa9"), "'\xc3\xa9'");
}

TEST(ShellWord, a_quote_stands_outside_the_quotes) {
  EXPECT_EQ(shell_word("it's"), R"('it'\''s')");
  EXPECT_EQ(shell_word("'"), R"(''\''')");
}

}  // namespace
}  // namespace guichet::app
