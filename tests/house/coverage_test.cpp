// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
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

bool some_test_says(const std::string& words) {
  return std::ranges::any_of(tests(), [&](const SourceFile& file) {
    return find_words(file.text, words) != std::string::npos;
  });
}

struct CodeAndName {
  std::string code;
  std::string name;
};

/// The rows of domain/refusals.cpp.
std::vector<CodeAndName> refusals() {
  const std::string text = text_of("src/domain/refusals.cpp");
  constexpr std::string_view row = "RefusalEntry{Code::";
  std::vector<CodeAndName> rows;
  for (std::size_t at = text.find(row); at != std::string::npos; at = text.find(row, at + 1)) {
    const std::size_t code = at + row.size();
    const std::size_t name = text.find('"', code) + 1;
    rows.push_back({text.substr(code, text.find(',', code) - code),
                    text.substr(name, text.find('"', name) - name)});
  }
  return rows;
}

TEST(Coverage, every_refusal_is_provoked_by_a_test) {
  ASSERT_GT(refusals().size(), 50u);
  for (const auto& [code, name] : refusals()) {
    const bool tested = some_test_says("Code::" + code) || some_test_says(name);
    EXPECT_NE(tested, refusals_without_a_test.contains(code))
        << code << (tested ? " has a test now: take it off the list" : " has no test");
  }
}

TEST(Coverage, every_refusal_is_used_by_the_program) {
  for (const auto& [code, name] : refusals())
    EXPECT_TRUE(std::ranges::any_of(program(),
                                    [&, word = "Code::" + code](const SourceFile& file) {
                                      return !file.path.starts_with("src/domain/refusals.") &&
                                             find_words(file.code, word) != std::string::npos;
                                    }))
        << code << " is a row that nothing refuses with: take it out of the table";
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

/// True if something builds `file`: tests/CMakeLists.txt, that of the fuzz targets, or the test
/// that has it loaded in front of the program.
bool is_in_a_target(const SourceFile& file) {
  static const std::string build = text_of("tests/CMakeLists.txt");
  static const std::string fuzz_build = text_of("tests/fuzz/CMakeLists.txt");
  const std::size_t slash = file.path.rfind('/');
  const std::string folder = file.path.substr(0, slash);
  const std::string name = file.path.substr(slash + 1);
  constexpr std::string_view unit = "tests/unit/";
  if (folder.starts_with(unit))
    return build.find("guichet_unit_tests(" + folder.substr(unit.size()) + ' ') !=
           std::string::npos;
  if (folder == "tests/acceptance/faults") {
    const std::string test =
        "tests/acceptance/test_" + name.substr(0, name.find('.')) + "_faults.py";
    return text_of(test).find("faults/" + name) != std::string::npos;
  }
  if (folder == "tests/house") return build.find("/house/*.cpp") != std::string::npos;
  if (folder != "tests/fuzz") return false;
  return fuzz_build.find("*.cpp") != std::string::npos ||
         fuzz_build.find(name.substr(0, name.find('.'))) != std::string::npos;
}

TEST(Coverage, every_cpp_file_in_tests_is_in_a_target) {
  for (const SourceFile& file : files_under({"tests"}, {".cpp"}))
    EXPECT_TRUE(is_in_a_target(file)) << file.path;
}

TEST(Coverage, every_python_test_has_a_name_that_pytest_collects) {
  for (const SourceFile& file : files_under({"tests/acceptance", "tests/faults"}, {".py"})) {
    const std::string name = file.path.substr(file.path.rfind('/') + 1);
    EXPECT_TRUE(("\n" + file.text).find("\ndef test_") == std::string::npos ||
                name.starts_with("test_") || name.ends_with("_test.py"))
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
