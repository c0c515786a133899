// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "counter/conduct.hpp"
#include "domain/outcome.hpp"

namespace guichet::counter {

/// Memory for the one task by which a coroutine is gone on with. It is there before anything is
/// asked: what was promised to a completion cannot fail for want of memory.
using TaskRoom = std::array<std::byte, 128>;

/// Lends a room to Asio.
template <class T>
struct RoomAllocator {
  using value_type = T;

  explicit RoomAllocator(TaskRoom& its_room) noexcept : room(&its_room) {}
  template <class U>
  RoomAllocator(const RoomAllocator<U>& other) noexcept : room(other.room) {}

  T* allocate(std::size_t) noexcept {
    static_assert(sizeof(T) <= sizeof(TaskRoom) && alignof(T) <= alignof(std::max_align_t));
    return reinterpret_cast<T*>(room->data());
  }
  void deallocate(T*, std::size_t) noexcept {}
  bool operator==(const RoomAllocator&) const = default;

  TaskRoom* room;
};

/// The task.
template <class Handler>
struct GoOn {
  using allocator_type = RoomAllocator<std::byte>;
  allocator_type get_allocator() const noexcept { return room; }
  void operator()() { handler(); }

  Handler handler;
  allocator_type room;
};

/// Meeting place of a completion, which may come on any thread, and the coroutine that waits for
/// it. Whoever arrives second goes on.
template <class T>
class Meeting {
 public:
  /// The completion's side, once.
  void answer(Outcome<T> outcome) {
    answer_.emplace(std::move(outcome));
    if (state_.exchange(answered) == waiting) go_on_();
  }

  /// The coroutine's side: `handler` is called on its executor once there is an answer.
  template <class Handler>
  void wait(Handler handler) {
    static_assert(
        sizeof(Handler) <= 2 * sizeof(void*) && std::is_nothrow_move_constructible_v<Handler>,
        "go_on_ would allocate");
    go_on_ = [this, handler = std::move(handler)]() mutable {
      const auto executor = boost::asio::get_associated_executor(handler);
      boost::asio::post(executor,
                        GoOn<Handler>{std::move(handler), RoomAllocator<std::byte>(room_)});
    };
    if (state_.exchange(waiting) == answered) go_on_();
  }

  bool is_answered() const { return state_.load() == answered; }
  Outcome<T> take() { return std::move(*answer_); }

 private:
  enum State { nobody, answered, waiting };
  std::atomic<int> state_{nobody};
  std::optional<Outcome<T>> answer_;
  std::move_only_function<void()> go_on_;
  alignas(std::max_align_t) TaskRoom room_;
};

/// The completion. One that is dropped on its way, which only a lack of memory brings about,
/// answers at its end: nobody waits for ever.
template <class T>
class Answering {
 public:
  explicit Answering(std::shared_ptr<Meeting<T>> meeting) : meeting_(std::move(meeting)) {}
  Answering(Answering&&) noexcept = default;
  Answering& operator=(Answering&&) = delete;
  ~Answering() {
    if (meeting_) meeting_->answer(refuse(Code::store_unavailable, {}, "no memory"));
  }

  void operator()(Outcome<T> outcome) {
    std::exchange(meeting_, nullptr)->answer(std::move(outcome));
  }

 private:
  std::shared_ptr<Meeting<T>> meeting_;  // shared with the coroutine, and either may end first
};

/// Calls `ask(Completion<T>)` and gives what it completes with. Does not suspend when the
/// completion comes at once, which is how everything that is in memory is answered. `ask` is called
/// before this suspends, so it may refer to the caller's locals. What it throws is thrown; from
/// then on nothing is, so the caller's frame outlives whoever works for it.
template <class T, class Ask>
Task<Outcome<T>> answer_of(Ask& ask) {
  const auto meeting = std::make_shared<Meeting<T>>();
  ask(Completion<T>(Answering<T>(meeting)));
  if (meeting->is_answered()) co_return meeting->take();
  auto suspend = [&meeting](auto handler) { meeting->wait(std::move(handler)); };
  // Deferred: a coroutine of its own would need memory.
  auto waiting = boost::asio::async_initiate<const boost::asio::deferred_t, void()>(
      std::move(suspend), boost::asio::deferred);
  co_await std::move(waiting);
  co_return meeting->take();
}

}  // namespace guichet::counter
