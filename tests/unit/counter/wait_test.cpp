// SPDX-License-Identifier: Apache-2.0
#include "counter/wait.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <new>
#include <optional>
#include <thread>

namespace guichet::counter {
namespace {

/// A coroutine that asks, and what it was answered.
class Wait : public ::testing::Test {
 protected:
  template <class Ask>
  void ask(Ask ask) {
    boost::asio::co_spawn(io_, asking(std::move(ask)), boost::asio::detached);
  }

  /// Lets the coroutine go on until it is done, or waits for a completion.
  void run() {
    io_.restart();
    io_.poll();
  }

  template <class Ask>
  Task<void> asking(Ask ask) {
    answer = co_await answer_of<int>(ask);
  }

  std::optional<Outcome<int>> answer;
  boost::asio::io_context io_;
};

TEST_F(Wait, ends_at_once_where_the_completion_comes_at_once) {
  ask([](Completion<int> done) { done(1); });
  run();
  EXPECT_EQ(answer.value().value(), 1);
}

TEST_F(Wait, ends_when_another_thread_completes) {
  Completion<int> kept;
  ask([&](Completion<int> done) { kept = std::move(done); });
  run();
  ASSERT_FALSE(answer.has_value());
  std::thread([&] { kept(2); }).join();
  run();
  EXPECT_EQ(answer.value().value(), 2);
}

TEST_F(Wait, row_266_ends_with_503_where_the_completion_is_lost_on_its_way) {
  Completion<int> kept;
  ask([&](Completion<int> done) { kept = std::move(done); });
  run();
  ASSERT_FALSE(answer.has_value());
  kept = nullptr;
  run();
  EXPECT_EQ(answer.value().error().code, Code::store_unavailable);
}

TEST_F(Wait, row_266_ends_with_503_where_the_completion_is_lost_at_once) {
  ask([](const Completion<int>&) {});
  run();
  EXPECT_EQ(answer.value().error().code, Code::store_unavailable);
}

TEST_F(Wait, passes_on_what_asking_throws) {
  bool is_caught = false;
  auto lacking = [](const Completion<int>&) { throw std::bad_alloc(); };
  auto asking = [&]() -> Task<void> {
    try {
      static_cast<void>(co_await answer_of<int>(lacking));
    } catch (const std::bad_alloc&) {
      is_caught = true;
    }
  };
  boost::asio::co_spawn(io_, asking(), boost::asio::detached);
  run();
  EXPECT_TRUE(is_caught);
}

}  // namespace
}  // namespace guichet::counter
