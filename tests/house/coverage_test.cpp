// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "source_tree.hpp"

namespace guichet::house {
namespace {

// Neither list may grow; a name that has found its test must leave it.
const std::set<std::string> refusals_without_a_test{};
const std::set<std::string> acceptance_rows_without_a_test{};

/// All tests but those that only count.
const std::vector<SourceFile>& tests() {
  static const std::vector<SourceFile> files = [] {
    auto all = files_under({"tests/unit", "tests/acceptance", "tests/browser", "tests/faults"},
                           {".cpp", ".hpp", ".py", ".mjs", ".js", ".toml", ".json", ".yaml"});
    std::erase_if(all, [](const SourceFile& file) {
      return file.path == "tests/unit/domain/refusals_test.cpp";
    });
    return all;
  }();
  return files;
}

bool some_test_matches(const std::string& pattern) {
  const std::regex searched{pattern};
  return std::ranges::any_of(
      tests(), [&](const SourceFile& file) { return std::regex_search(file.text, searched); });
}

struct CodeAndName {
  std::string code;
  std::string name;
};

/// The rows of domain/refusals.cpp.
std::vector<CodeAndName> refusals() {
  const std::string text = text_of("src/domain/refusals.cpp");
  const std::regex row{R"re(RefusalEntry\{Code::(\w+), \d+, "(\w+)")re"};
  std::vector<CodeAndName> rows;
  for (std::sregex_iterator match{text.begin(), text.end(), row}, end; match != end; ++match)
    rows.push_back({(*match)[1], (*match)[2]});
  return rows;
}

TEST(Coverage, every_refusal_is_provoked_by_a_test) {
  ASSERT_GT(refusals().size(), 80u);
  for (const auto& [code, name] : refusals()) {
    const bool tested =
        some_test_matches("\\bCode::" + code + "\\b") || some_test_matches("\\b" + name + "\\b");
    EXPECT_NE(tested, refusals_without_a_test.contains(code))
        << code << (tested ? " has a test now: take it off the list" : " has no test");
  }
}

TEST(Coverage, every_row_of_the_acceptance_table_is_run_by_a_test) {
  for (int number = 1; number <= 30; ++number) {
    const std::string row = "AT-" + std::string(number < 10 ? "0" : "") + std::to_string(number);
    bool tested = false;
    for (const SourceFile& file : tests())
      tested |=
          file.path.starts_with("tests/acceptance/") && file.text.find(row) != std::string::npos;
    EXPECT_NE(tested, acceptance_rows_without_a_test.contains(row))
        << row << (tested ? " has a test now: take it off the list" : " has no test");
  }
}

/// True if `path` is built or run by something: by tests/CMakeLists.txt, pytest or the browser
/// runner.
bool is_in_a_target(const SourceFile& file) {
  static const std::string build = text_of("tests/CMakeLists.txt");
  static const std::string fuzz_build = text_of("tests/fuzz/CMakeLists.txt");
  static const std::regex unit{R"(tests/unit/([a-z_]+)/[a-z0-9_]+\.cpp)"};
  const std::string name = file.path.substr(file.path.rfind('/') + 1);
  const std::string stem = name.substr(0, name.find('.'));
  std::smatch match;
  if (std::regex_match(file.path, match, unit))
    return build.find("guichet_unit_tests(" + match[1].str() + ' ') != std::string::npos;
  if (file.path == "tests/house/" + name) return build.find("/house/*.cpp") != std::string::npos;
  if (file.path == "tests/fuzz/" + name)
    return fuzz_build.find("*.cpp") != std::string::npos ||
           fuzz_build.find(stem) != std::string::npos;
  return false;
}

TEST(Coverage, every_cpp_file_in_tests_is_in_a_target) {
  for (const SourceFile& file : files_under({"tests"}, {".cpp"}))
    EXPECT_TRUE(is_in_a_target(file)) << file.path;
}

TEST(Coverage, every_python_test_has_a_name_that_pytest_collects) {
  const std::regex test{R"((^|\n)(def test_|class Test))"};
  for (const SourceFile& file : files_under({"tests/acceptance", "tests/faults"}, {".py"})) {
    const std::string name = file.path.substr(file.path.rfind('/') + 1);
    EXPECT_TRUE(!std::regex_search(file.text, test) || name.starts_with("test_") ||
                name.ends_with("_test.py"))
        << file.path;
  }
}

TEST(Coverage, every_browser_test_has_a_name_that_its_runner_takes) {
  for (const SourceFile& file : files_under({"tests/browser"}, {".mjs", ".js"}))
    EXPECT_TRUE(file.text.find("node:test") == std::string::npos ||
                file.path.ends_with(".test.mjs"))
        << file.path;
}

}  // namespace
}  // namespace guichet::house
