// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace guichet::bench {

/// Nanoseconds of processor time that the threads now alive in `processes` have had, by the
/// kernel's scheduler. A process that is gone counts as 0.
std::int64_t processor_ns_of(const std::vector<int>& processes);

/// Nanoseconds of processor time that this thread has had.
std::int64_t own_processor_ns();

}  // namespace guichet::bench
