// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

namespace guichet::store {

/// What the writer knows of the disk, for everyone who asks. Any thread.
struct Health {
  /// False from a failed write until one succeeds.
  std::atomic<bool> writes_work{true};
  /// True for good once the disk cannot be believed; nothing is read or written then.
  std::atomic<bool> trust_is_lost{false};
};

}  // namespace guichet::store
