// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "source_tree.hpp"

namespace guichet::house {
namespace {

constexpr std::size_t longest_file = 400;
constexpr std::size_t longest_function = 70;

const std::vector<SourceFile>& everything_written() {
  static const std::vector<SourceFile> files = files_under(
      {"src", "tests", "bench", "cmake", "web", "scripts", ".ci", "examples"},
      {".cpp", ".hpp", ".py", ".mjs", ".js", ".ts", ".css", ".sql", ".cmake", "CMakeLists.txt"});
  return files;
}

/// Files without an ending: bash scripts, and what they read.
std::vector<SourceFile> scripts() {
  auto files = files_under({"scripts", ".ci"}, {""});
  std::erase_if(files, [](const SourceFile& file) {
    return file.path.substr(file.path.rfind('/')).find('.') != std::string::npos;
  });
  return files;
}

TEST(Style, every_file_names_its_licence_first) {
  std::vector<SourceFile> files = everything_written();
  std::ranges::move(scripts(), std::back_inserter(files));
  for (const SourceFile& file : files) {
    const auto lines = lines_of(file.text);
    const auto names_it = [&](std::size_t line) {
      return lines.size() > line &&
             lines[line].find("SPDX-License-Identifier: Apache-2.0") != std::string_view::npos;
    };
    const bool has_interpreter = !lines.empty() && lines[0].starts_with("#!");
    EXPECT_TRUE(names_it(0) || (has_interpreter && names_it(1))) << file.path;
  }
}

TEST(Style, no_file_is_named_after_nothing) {
  const std::set<std::string> empty_words{"util",   "utils",   "helper", "helpers",
                                          "common", "manager", "misc"};
  for (const SourceFile& file : everything_written()) {
    std::string name = file.path.substr(file.path.rfind('/') + 1);
    std::ranges::replace_if(name, [](char c) { return c == '_' || c == '.' || c == '-'; }, ' ');
    for (const std::string& word : words_of(name))
      EXPECT_FALSE(empty_words.contains(word)) << file.path;
  }
}

TEST(Style, nothing_is_left_to_do_in_a_comment) {
  std::vector<SourceFile> files = everything_written();
  std::ranges::move(scripts(), std::back_inserter(files));
  // In two halves, so that this file does not name what it looks for.
  for (const std::string_view mark : {"TO"
                                      "DO",
                                      "FIX"
                                      "ME",
                                      "XX"
                                      "X"})
    for (const SourceFile& file : files) {
      const std::size_t at = find_words(file.text, mark);
      EXPECT_EQ(at, std::string::npos) << file.path << ':' << line_of(file.text, at);
    }
}

TEST(Style, no_file_is_longer_than_400_lines) {
  for (const SourceFile& file : everything_written())
    EXPECT_LE(lines_of(file.text).size(), longest_file) << file.path;
}

/// What stands before the brace at `brace`, back to the last end of a statement or block.
std::string_view head_of_block(std::string_view code, std::size_t brace) {
  std::size_t from = brace;
  while (from > 0 && code[from - 1] != ';' && code[from - 1] != '}' && code[from - 1] != '{')
    --from;
  return code.substr(from, brace - from);
}

bool opens_a_scope_of_functions(std::string_view head) {
  if (head.find('(') != std::string_view::npos) return false;
  return std::ranges::any_of(
      std::vector<std::string_view>{"namespace", "class", "struct", "union", "extern"},
      [&](std::string_view word) { return find_words(head, word) != std::string_view::npos; });
}

/// Fails for each function of `file` that is too long. A block directly inside a namespace or class
/// that has a parameter list is a function.
void expect_short_functions(const SourceFile& file) {
  struct Block {
    std::size_t opened_at;
    bool holds_functions;
    bool is_function;
  };
  std::vector<Block> open;
  for (std::size_t i = 0; i < file.code.size(); ++i) {
    if (file.code[i] == '{') {
      const std::string_view head = head_of_block(file.code, i);
      const bool may_be_function = open.empty() || open.back().holds_functions;
      open.push_back({i, may_be_function && opens_a_scope_of_functions(head),
                      may_be_function && head.find('(') != std::string_view::npos});
    } else if (file.code[i] == '}' && !open.empty()) {
      const std::size_t first = line_of(file.code, open.back().opened_at);
      const std::size_t length = line_of(file.code, i) - first + 1;
      EXPECT_TRUE(!open.back().is_function || length <= longest_function)
          << file.path << ':' << first << " has " << length << " lines";
      open.pop_back();
    }
  }
}

TEST(Style, no_function_is_longer_than_70_lines) {
  for (const SourceFile& file : everything_written())
    if (!file.code.empty()) expect_short_functions(file);
}

/// Where the expression that begins at `from` ends: a semicolon, or a bracket it did not open.
std::size_t end_of_expression(std::string_view code, std::size_t from) {
  int depth = 0;
  for (std::size_t i = from; i < code.size(); ++i) {
    const char c = code[i];
    if (c == ';' && depth == 0) return i;
    if (c == '(' || c == '[' || c == '{') ++depth;
    if ((c == ')' || c == ']' || c == '}') && --depth < 0) return i;
  }
  return code.size();
}

TEST(Style, no_brace_stands_inside_an_awaited_expression) {
  constexpr std::string_view await = "co_await";
  for (const SourceFile& file : everything_written()) {
    for (std::size_t at = file.code.find(await); at != std::string::npos;
         at = file.code.find(await, at + await.size())) {
      const std::size_t end = end_of_expression(file.code, at);
      EXPECT_EQ(std::string_view{file.code}.substr(at, end - at).find('{'), std::string_view::npos)
          << file.path << ':' << line_of(file.code, at);
    }
  }
}

}  // namespace
}  // namespace guichet::house
