// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace guichet::house {

/// A text file of the repository.
struct SourceFile {
  std::string path;  ///< relative to the root of the repository: "src/domain/money.cpp"
  std::string text;
  /// C++ only, else empty: `text` with comments and the insides of literals blanked, so that each
  /// character keeps its line and column.
  std::string code;
};

/// One #include of a file.
struct Include {
  const SourceFile* file = nullptr;
  std::size_t line = 0;
  bool quoted = false;  ///< "..." rather than <...>
  std::string target;
};

/// The files of git's that lie under `folders` and end with one of `endings`, in the order of their
/// paths. What the .gitignore names (builds, fetched modules) is left out by the names of folders.
std::vector<SourceFile> files_under(const std::vector<std::string>& folders,
                                    const std::vector<std::string>& endings);

/// Every C++ file under src/.
const std::vector<SourceFile>& program();

/// Every include of every file of the program.
std::vector<Include> includes_of(const std::vector<SourceFile>& files);

/// The file at `path` below the root, or an empty text.
std::string text_of(std::string_view path);

/// `text` cut at its line ends.
std::vector<std::string_view> lines_of(std::string_view text);

/// The words of `text` between blanks.
std::vector<std::string> words_of(std::string_view text);

/// Where `words` next stands in `text` at or after `from`, not as a part of longer words; npos if
/// nowhere.
std::size_t find_words(std::string_view text, std::string_view words, std::size_t from = 0);

/// The number, from 1, of the line in which the character `place` of `text` stands.
std::size_t line_of(std::string_view text, std::size_t place);

}  // namespace guichet::house
