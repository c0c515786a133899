// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/store_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace guichet::store {
namespace {

std::string holder_in(int descriptor) {
  std::array<char, 32> text{};
  const ssize_t length = pread(descriptor, text.data(), text.size(), 0);
  std::string pid(text.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
  pid.erase(pid.find_last_not_of('\n') + 1);
  return pid.empty() ? "unknown" : pid;
}

bool leave_pid_in(int descriptor) {
  const std::string pid = std::to_string(getpid()) + "\n";
  return ftruncate(descriptor, 0) == 0 &&
         pwrite(descriptor, pid.data(), pid.size(), 0) == static_cast<ssize_t>(pid.size());
}

}  // namespace

Outcome<StoreLock> StoreLock::take(const std::filesystem::path& database) {
  const std::string file = database.string() + ".lock";
  const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0)
    return refuse(Code::store_unavailable, {},
                  file + " cannot be opened (" + std::generic_category().message(errno) +
                      "); make its folder, or give this user the right to write there");
  StoreLock lock(descriptor);
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0)
    return refuse(Code::store_unavailable, {},
                  database.string() + " is in use by another guichet (pid " +
                      holder_in(descriptor) + "); stop that one, or give this one its own");
  // On a full disk the number cannot be left; the lock holds all the same.
  static_cast<void>(leave_pid_in(descriptor));
  return lock;
}

StoreLock::StoreLock(StoreLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

StoreLock::~StoreLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace guichet::store
