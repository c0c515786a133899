// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace guichet {

/// Where a call is served, or refused, and something is wrong all the same that a human must look
/// into. Safe on any thread.
class AlarmBell {
 public:
  virtual ~AlarmBell() = default;
  /// `what`: one sentence for the log, without secrets, IBANs masked.
  virtual void ring(std::string what) = 0;
};

}  // namespace guichet
