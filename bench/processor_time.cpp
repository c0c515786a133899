// SPDX-License-Identifier: Apache-2.0
#include "processor_time.hpp"

#include <time.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

namespace guichet::bench {

std::int64_t processor_ns_of(const std::vector<int>& processes) {
  std::int64_t sum = 0;
  for (const int process : processes) {
    std::error_code gone;
    const std::string tasks = "/proc/" + std::to_string(process) + "/task";
    for (const auto& task : std::filesystem::directory_iterator{tasks, gone}) {
      std::ifstream in{task.path() / "schedstat"};
      std::int64_t on_processor = 0;
      in >> on_processor;
      sum += on_processor;
    }
  }
  return sum;
}

std::int64_t own_processor_ns() {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return std::int64_t{spent.tv_sec} * 1'000'000'000 + spent.tv_nsec;
}

}  // namespace guichet::bench
