// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace guichet::app {

/// How far a long file is, on stderr: a line that is written over on a terminal, and elsewhere a
/// line a second from the second second on. Silent when it is done within one.
class ImportProgress {
 public:
  /// `bytes` is the length of the file, 0 if nobody knows.
  ImportProgress(std::string file, std::int64_t bytes);
  /// Takes what is written over away.
  ~ImportProgress();
  ImportProgress(const ImportProgress&) = delete;
  ImportProgress& operator=(const ImportProgress&) = delete;

  void at(std::int64_t bytes_read, std::int64_t entries);

 private:
  std::string file_;
  std::int64_t bytes_;
  bool on_terminal_;
  bool written_ = false;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace guichet::app
