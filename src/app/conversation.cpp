// SPDX-License-Identifier: Apache-2.0
#include "app/conversation.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "message/target.hpp"

namespace guichet::app {
namespace {

constexpr std::size_t control_body_limit = 1024 * 1024;

using Executor = boost::asio::io_context::executor_type;

http::Task<void> wait_for(std::chrono::milliseconds delay) {
  const auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                    boost::asio::wait_traits<std::chrono::steady_clock>, Executor>
      timer(executor, delay);
  const boost::asio::use_awaitable_t<Executor> token;
  const auto completion = boost::asio::as_tuple(token);
  co_await timer.async_wait(completion);
}

}  // namespace

bool Conversation::is_for_control(message::Door door, std::string_view path) const {
  return control_ && door == message::Door::web && sandbox::Control::is_for_me(path);
}

std::size_t Conversation::body_limit(message::Door door, std::string_view method,
                                     std::string_view target) const {
  const std::string_view path = message::path_of(target);
  if (is_for_control(door, path)) return control_body_limit;
  return counter::body_limit_of(method, path);
}

/// No coroutine itself: what happens seldom shall not cost every request one.
http::Task<message::Response> Conversation::answer(message::Request request) {
  const std::string_view path = message::path_of(request.target);
  if (is_for_control(request.door, path)) return answer_control(std::move(request));
  auto fault = faults_ ? faults_->strike(path) : std::nullopt;
  if (fault) return answer_after(*std::move(fault), std::move(request));
  return conductor_->answer(std::move(request));
}

http::Task<message::Response> Conversation::answer_control(message::Request request) {
  co_return control_->answer(request);
}

http::Task<message::Response> Conversation::answer_after(sandbox::Fault fault,
                                                         message::Request request) {
  if (fault.delay.count() > 0) {
    auto waiting = wait_for(fault.delay);
    co_await std::move(waiting);
  }
  if (fault.status != 0)
    co_return conductor_->fail(request, fault.status, sandbox::refusal_of(fault));
  auto answering = conductor_->answer(std::move(request));
  co_return co_await std::move(answering);
}

message::Response Conversation::refuse(const message::Request& so_far, Code code) {
  return conductor_->refuse_early(so_far, code);
}

}  // namespace guichet::app
