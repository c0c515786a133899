// SPDX-License-Identifier: Apache-2.0
#include "domain/read_mostly_mutex.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

namespace guichet {
namespace {

constexpr int changes = 100;
constexpr int more_than_places = 20;

TEST(ReadMostlyMutex, no_reader_on_any_thread_sees_half_of_a_change) {
  ReadMostlyMutex mutex;
  int one = 0;
  int other = 0;
  std::atomic<int> halves{0};
  std::atomic<bool> done{false};
  std::vector<std::jthread> readers;
  for (int i = 0; i < more_than_places; ++i)
    readers.emplace_back([&] {
      while (!done) {
        {
          const std::shared_lock lock(mutex);
          halves += one == other ? 0 : 1;
        }
        std::this_thread::yield();
      }
    });
  const auto change = [&] {
    for (int i = 0; i < changes; ++i) {
      const std::unique_lock lock(mutex);
      ++one;
      std::this_thread::yield();
      ++other;
    }
  };
  {
    const std::jthread writer(change);
    const std::jthread another(change);
  }
  done = true;
  readers.clear();
  EXPECT_EQ(halves, 0);
  EXPECT_EQ(one, 2 * changes);
  EXPECT_EQ(other, 2 * changes);
}

TEST(ReadMostlyMutex, two_threads_that_begin_one_after_the_other_read_together) {
  ReadMostlyMutex mutex;
  const std::jthread first([&] {
    const std::shared_lock here(mutex);
    const std::jthread second([&] { const std::shared_lock there(mutex); });
  });
}

}  // namespace
}  // namespace guichet
