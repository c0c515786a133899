// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "domain/seal_reading.hpp"
#include "record/event.hpp"

namespace guichet::record {

/// A remembered request with the verdict of every check.
struct Inspection {
  Event event;
  Verdicts verdicts;
  /// Of a request that was refused for its signature; else null. Shared by the copies that are
  /// shown.
  std::shared_ptr<const SealReading> seal;
};

/// The last requests, for the sandbox's /_sandbox/requests. Keeps `capacity`; the oldest goes. Safe
/// on any thread.
class Inspector {
 public:
  explicit Inspector(std::size_t capacity = 1000) : capacity_(capacity) {}
  void keep(Inspection inspection);
  /// Newest first; with an id only those that bear it.
  std::vector<Inspection> recent(std::string_view x_request_id, std::size_t most = 100) const;
  /// How many calls of this TPP (organizationIdentifier) named, as the customer's, an address that
  /// nobody has on the Internet (row 218).
  std::uint64_t psu_ip_suspects(std::string_view tpp) const;
  void clear();

 private:
  std::size_t capacity_;
  mutable std::mutex mutex_;
  std::deque<Inspection> kept_;
  std::map<std::string, std::uint64_t, std::less<>> psu_ip_suspects_;  ///< calls, by TPP
};

}  // namespace guichet::record
