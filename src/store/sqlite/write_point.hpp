// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>

namespace guichet::store {

/// The moments of a write of PUT /consents at which a crash could leave something half done. A test
/// ends the program at each.
enum class WritePoint {
  accepted,          ///< taken from the queue, no transaction yet
  begun,             ///< in a transaction, nothing written
  version_inserted,  ///< the version is there, none of its accounts
  account_inserted,  ///< one account more is there
  done,              ///< all is written, not committed
  committed,         ///< on disk, nobody knows yet
  remembered         ///< in memory as well; the answer comes next
};

inline constexpr std::array write_points{
    WritePoint::accepted,         WritePoint::begun, WritePoint::version_inserted,
    WritePoint::account_inserted, WritePoint::done,  WritePoint::committed,
    WritePoint::remembered};

/// Told of each point as it is passed, on the writing thread. It must not throw.
using OnWritePoint = std::function<void(WritePoint)>;

}  // namespace guichet::store
