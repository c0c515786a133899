// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "domain/clock.hpp"

namespace guichet::app {

/// A file that somebody may replace while the program runs: asked now and then whether it changed.
/// One thread.
class WatchedFile {
 public:
  explicit WatchedFile(std::string path) : path_(std::move(path)) {}

  const std::string& path() const { return path_; }

  /// The bytes if the file is another than at the last call (the first call counts it as changed),
  /// or one line on why it cannot be read; nothing if it is the same. Size, time of change and
  /// inode decide.
  std::optional<std::expected<std::string, std::string>> changed();

  /// Has the next call count it as changed.
  void forget() noexcept { seen_.reset(); }

 private:
  struct Stamp {
    std::uint64_t inode = 0;
    std::int64_t size = -1;
    std::int64_t changed_ns = 0;
    bool operator==(const Stamp&) const = default;
  };
  std::string path_;
  std::optional<Stamp> seen_;
};

/// When a file was last written to; the epoch if it is not there.
Instant last_change_of(const std::string& path);

}  // namespace guichet::app
