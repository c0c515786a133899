// SPDX-License-Identifier: Apache-2.0
#include "app/file_watch.hpp"

#include <chrono>
#include <new>

namespace guichet::app {

FileWatch::~FileWatch() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  woken_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void FileWatch::start() {
  for (const auto& check : checks_) check();
  thread_ = std::thread([this] { run(); });
}

void FileWatch::run() {
  constexpr std::chrono::seconds tick{1};
  std::unique_lock lock(mutex_);
  while (!woken_.wait_for(lock, tick, [this] { return stopping_; })) {
    lock.unlock();
    for (const auto& check : checks_) {
      try {
        check();
      } catch (const std::bad_alloc&) {  // it is looked at again in a second
      }
    }
    lock.lock();
  }
}

}  // namespace guichet::app
