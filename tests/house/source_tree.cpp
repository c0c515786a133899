// SPDX-License-Identifier: Apache-2.0
#include "source_tree.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace guichet::house {
namespace {

namespace fs = std::filesystem;

const fs::path root{GUICHET_SOURCE_DIR};
constexpr std::array ignored_folders{"node_modules", "output", "__pycache__",
                                     "results",      "build",  "dist"};

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Blanks `code` from `from` up to `to`, line ends excepted.
void blank(std::string& code, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < std::min(to, code.size()); ++i)
    if (code[i] != '\n') code[i] = ' ';
}

/// Where the literal whose opening quote stands at `at` has its closing quote.
std::size_t end_of_literal(const std::string& code, std::size_t at) {
  const char quote = code[at];
  std::size_t i = at + 1;
  while (i < code.size() && code[i] != quote && code[i] != '\n') i += code[i] == '\\' ? 2 : 1;
  return i;
}

/// Where the raw literal whose opening quote stands at `at` has its closing quote.
std::size_t end_of_raw_literal(const std::string& code, std::size_t at) {
  const std::size_t parenthesis = code.find('(', at);
  if (parenthesis == std::string::npos) return code.size();
  const std::string close = ")" + code.substr(at + 1, parenthesis - at - 1) + "\"";
  const std::size_t end = code.find(close, parenthesis);
  return end == std::string::npos ? code.size() : end + close.size() - 1;
}

std::string without_comments_and_literals(std::string code) {
  for (std::size_t i = 0; i < code.size(); ++i) {
    const std::string_view rest = std::string_view{code}.substr(i);
    std::size_t end = i;
    if (rest.starts_with("//")) {
      end = std::min(code.find('\n', i), code.size());
      blank(code, i, end);
    } else if (rest.starts_with("/*")) {
      end = std::min(code.find("*/", i + 2), code.size() - 1) + 1;
      blank(code, i, end + 1);
    } else if (code[i] == '"') {
      const bool raw = i > 0 && code[i - 1] == 'R';
      end = raw ? end_of_raw_literal(code, i) : end_of_literal(code, i);
      blank(code, i + 1, end);
    } else if (code[i] == '\'' && (i == 0 || !is_word(code[i - 1]))) {
      end = end_of_literal(code, i);
      blank(code, i + 1, end);
    }
    i = end;
  }
  return code;
}

bool ends_with_one_of(const std::string& name, const std::vector<std::string>& endings) {
  return std::ranges::any_of(endings, [&](const auto& ending) { return name.ends_with(ending); });
}

std::string read(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

}  // namespace

std::vector<SourceFile> files_under(const std::vector<std::string>& folders,
                                    const std::vector<std::string>& endings) {
  std::vector<SourceFile> files;
  for (const std::string& folder : folders) {
    if (!fs::exists(root / folder)) continue;
    for (auto at = fs::recursive_directory_iterator{root / folder}; at != fs::end(at); ++at) {
      const std::string name = at->path().filename();
      if (at->is_directory() && std::ranges::find(ignored_folders, name) != ignored_folders.end())
        at.disable_recursion_pending();
      if (!at->is_regular_file() || !ends_with_one_of(name, endings)) continue;
      std::string text = read(at->path());
      std::string code = name.ends_with("pp") ? without_comments_and_literals(text) : "";
      files.push_back({at->path().lexically_relative(root), std::move(text), std::move(code)});
    }
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

const std::vector<SourceFile>& program() {
  static const std::vector<SourceFile> files = files_under({"src"}, {".cpp", ".hpp"});
  return files;
}

std::vector<Include> includes_of(const std::vector<SourceFile>& files) {
  std::vector<Include> includes;
  for (const SourceFile& file : files) {
    const auto lines = lines_of(file.text);
    const auto code_lines = lines_of(file.code);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (!code_lines[i].starts_with("#include ") || lines[i].size() < 11) continue;
      const bool quoted = lines[i][9] == '"';
      const std::size_t end = lines[i].find(quoted ? '"' : '>', 10);
      includes.push_back({&file, i + 1, quoted, std::string{lines[i].substr(10, end - 10)}});
    }
  }
  return includes;
}

std::string text_of(std::string_view path) { return read(root / path); }

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<std::string> words_of(std::string_view text) {
  std::istringstream in{std::string{text}};
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::size_t find_words(std::string_view text, std::string_view words, std::size_t from) {
  for (std::size_t at = text.find(words, from); at != std::string_view::npos;
       at = text.find(words, at + 1)) {
    const std::size_t end = at + words.size();
    const bool begins = at == 0 || !is_word(text[at - 1]) || !is_word(words.front());
    const bool ends = end == text.size() || !is_word(text[end]) || !is_word(words.back());
    if (begins && ends) return at;
  }
  return std::string_view::npos;
}

std::size_t line_of(std::string_view text, std::size_t place) {
  return static_cast<std::size_t>(std::ranges::count(text.substr(0, place), '\n')) + 1;
}

}  // namespace guichet::house
