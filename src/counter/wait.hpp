// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "counter/conduct.hpp"
#include "domain/outcome.hpp"

namespace guichet::counter {

/// Meeting place of a completion, which may come on any thread, and the coroutine that waits for
/// it. Whoever arrives second goes on.
template <class T>
struct Meeting {
  enum State { nobody, answered, waiting };
  std::atomic<int> state{nobody};
  std::optional<Outcome<T>> answer;
  std::move_only_function<void()> go_on;
};

/// Calls `ask(Completion<T>)` and gives what it completes with. Does not suspend when the
/// completion comes at once, which is how everything that is in memory is answered. `ask` is called
/// before this suspends, so it may refer to the caller's locals.
template <class T, class Ask>
Task<Outcome<T>> answer_of(Ask& ask) {
  // shared: the coroutine and the completion both hold it, and either may end first
  auto meeting = std::make_shared<Meeting<T>>();
  ask(Completion<T>([meeting](Outcome<T> answer) {
    meeting->answer.emplace(std::move(answer));
    if (meeting->state.exchange(Meeting<T>::answered) == Meeting<T>::waiting) meeting->go_on();
  }));
  if (meeting->state.load() == Meeting<T>::answered) co_return std::move(*meeting->answer);
  using Token = boost::asio::use_awaitable_t<boost::asio::io_context::executor_type>;
  const Token token;
  auto suspend = [meeting](auto handler) {
    auto executor = boost::asio::get_associated_executor(handler);
    meeting->go_on = [executor, handler = std::move(handler)]() mutable {
      boost::asio::post(executor, std::move(handler));
    };
    if (meeting->state.exchange(Meeting<T>::waiting) == Meeting<T>::answered) meeting->go_on();
  };
  co_await boost::asio::async_initiate<const Token, void()>(std::move(suspend), token);
  co_return std::move(*meeting->answer);
}

}  // namespace guichet::counter
