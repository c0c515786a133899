// SPDX-License-Identifier: Apache-2.0
#include "app/watched_file.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <new>
#include <sstream>

namespace guichet::app {

std::optional<std::expected<std::string, std::string>> WatchedFile::changed() {
  struct stat found{};
  Stamp stamp;
  const int failed = ::stat(path_.c_str(), &found) == 0 ? 0 : errno;
  if (failed == 0)
    stamp = {found.st_ino, found.st_size,
             found.st_mtim.tv_sec * std::int64_t{1'000'000'000} + found.st_mtim.tv_nsec};
  if (seen_ == stamp) return std::nullopt;
  seen_ = stamp;
  if (failed != 0) return std::unexpected(path_ + ": " + std::strerror(failed));
  if (S_ISDIR(found.st_mode)) return std::unexpected(path_ + ": " + std::strerror(EISDIR));
  std::ifstream file(path_, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (bytes.bad()) throw std::bad_alloc();  // a stream says so no other way
  if (!file) return std::unexpected(path_ + ": cannot be read");
  return bytes.str();
}

Instant last_change_of(const std::string& path) {
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0) return Instant{};
  return std::chrono::floor<Instant::duration>(std::chrono::sys_time<std::chrono::nanoseconds>{
      std::chrono::seconds{found.st_mtim.tv_sec} +
      std::chrono::nanoseconds{found.st_mtim.tv_nsec}});
}

}  // namespace guichet::app
