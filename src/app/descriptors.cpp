// SPDX-License-Identifier: Apache-2.0
#include "app/descriptors.hpp"

#include <sys/resource.h>

#include <string>

#include "http/limits.hpp"

namespace guichet::app {

namespace {

constexpr std::uint64_t others = 100;  // the store's files, the threads' own, and to spare

}  // namespace

void make_room_for_connections(std::uint64_t listeners, record::Log& log) {
  const std::uint64_t needed = listeners * http::Limits{}.connections + others;
  const std::uint64_t allowed = raise_descriptor_limit();
  if (allowed < needed)
    log.say(record::Log::Level::info,
            "this process may have " + std::to_string(allowed) +
                " files and sockets open, and as many connections as its limits allow need " +
                std::to_string(needed) + "; raise the hard limit (ulimit -Hn, LimitNOFILE)");
}

std::uint64_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  const rlimit raised{limit.rlim_max, limit.rlim_max};
  return ::setrlimit(RLIMIT_NOFILE, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur;
}

}  // namespace guichet::app
