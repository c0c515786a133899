// SPDX-License-Identifier: Apache-2.0
#include "app/shell_word.hpp"

namespace guichet::app {

std::string shell_word(std::string_view text) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:,@%+";
  if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos)
    return std::string(text);
  std::string word = "'";
  for (const char character : text) {
    if (character == '\'')
      word += R"('\'')";
    else
      word += character;
  }
  return word + "'";
}

}  // namespace guichet::app
