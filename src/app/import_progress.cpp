// SPDX-License-Identifier: Apache-2.0
#include "app/import_progress.hpp"

#include <unistd.h>

#include <cstdio>
#include <utility>

namespace guichet::app {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds until_first_line{1};
constexpr std::chrono::seconds between_lines{1};
constexpr std::chrono::milliseconds between_rewrites{200};

}  // namespace

ImportProgress::ImportProgress(std::string file, std::int64_t bytes)
    : file_(std::move(file)),
      bytes_(bytes),
      on_terminal_(::isatty(STDERR_FILENO) == 1),
      next_(steady_clock::now() + (on_terminal_ ? between_rewrites : until_first_line)) {}

ImportProgress::~ImportProgress() {
  if (written_ && on_terminal_) std::fputs("\r\x1b[K", stderr);
}

void ImportProgress::at(std::int64_t bytes_read, std::int64_t entries) {
  const auto now = steady_clock::now();
  if (now < next_) return;
  next_ = now + (on_terminal_ ? between_rewrites : between_lines);
  written_ = true;
  const int percent = bytes_ > 0 ? static_cast<int>(100 * bytes_read / bytes_) : 0;
  std::fprintf(stderr, "%s%s: %d %%, %lld entries%s", on_terminal_ ? "\r\x1b[K" : "", file_.c_str(),
               percent, static_cast<long long>(entries), on_terminal_ ? "" : "\n");
  std::fflush(stderr);
}

}  // namespace guichet::app
