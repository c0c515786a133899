// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/outcome.hpp"

namespace guichet::sandbox {

/// A failure asked for: the next `times` requests whose path begins with `path` wait, and then
/// answer `status` (or go on as usual if it is 0).
struct Fault {
  std::string path;
  int status = 503;
  std::chrono::milliseconds delay{0};
  int times = 1;
};

/// What a fault with a status is in the bank's words: the code that goes with the status or, where
/// none does, `internal`.
Refusal refusal_of(const Fault& fault);

/// The failures waiting to happen. Safe on any thread.
class Faults {
 public:
  void add(Fault fault);
  /// The fault that hits this path now, if any; counts it down.
  std::optional<Fault> strike(std::string_view path);
  void clear();

 private:
  std::mutex mutex_;
  std::vector<Fault> waiting_;
  std::atomic<bool> any_ = false;  ///< waits
};

}  // namespace guichet::sandbox
