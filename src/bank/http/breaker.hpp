// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace guichet::bank {

/// Spares a service that does not answer, and whoever would wait for it: after so many failures in
/// a row nobody is let through for a while, then one to see, and everybody once that one succeeds.
/// One thread.
class Breaker {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// `failures`: at least 1.
  Breaker(int failures, std::chrono::milliseconds pause) : most_(failures), pause_(pause) {}

  /// True if a call may go out now. Each true is followed by succeeded() or failed().
  bool admits(Time now) {
    if (failures_ < most_) return true;
    if (now < closed_until_ || trying_) return false;
    trying_ = true;
    return true;
  }

  void succeeded() {
    failures_ = 0;
    trying_ = false;
  }

  /// True if it is this failure that keeps the next callers out.
  bool failed(Time now) {
    const bool opens = failures_ < most_ ? ++failures_ == most_ : trying_;
    if (failures_ >= most_) closed_until_ = now + pause_;
    trying_ = false;
    return opens;
  }

 private:
  int most_;
  std::chrono::milliseconds pause_;
  int failures_ = 0;
  Time closed_until_{};
  bool trying_ = false;
};

}  // namespace guichet::bank
