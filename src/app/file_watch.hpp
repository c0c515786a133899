// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace guichet::app {

/// Looks every second whether files changed, on a thread of its own, so that nothing that waits for
/// the network keeps an operator's word from coming into force.
class FileWatch {
 public:
  FileWatch() = default;
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  /// `check` runs once at start and every second after it, all checks one after the other. Before
  /// start.
  void also(std::function<void()> check) { checks_.push_back(std::move(check)); }

  /// Runs every check once, then goes on by itself.
  void start();

 private:
  void run();

  std::vector<std::function<void()>> checks_;
  std::mutex mutex_;
  std::condition_variable woken_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace guichet::app
