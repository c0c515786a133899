// SPDX-License-Identifier: Apache-2.0
#include "store/access_gathering.hpp"

#include <chrono>
#include <future>
#include <limits>
#include <new>
#include <utility>

namespace guichet::store {
namespace {

// Half of the second that is promised; the other half is the store's.
constexpr std::chrono::milliseconds gathering{500};
// So many lines in one transaction, that nobody else waits long.
constexpr std::size_t lines_at_once = 1'000;
constexpr std::size_t all_lines = std::numeric_limits<std::size_t>::max();

}  // namespace

AccessesOnTheWay::~AccessesOnTheWay() {
  for (AccessLine& line : lines_) home_.add(std::move(line));
}

AccessGathering::AccessGathering(std::size_t in_memory, Dropped on_dropped, Write write)
    : on_dropped_(std::move(on_dropped)),
      write_(std::move(write)),
      unwritten_(in_memory),
      thread_([this] { run(); }) {}

void AccessGathering::note(AccessKey key, Access access) noexcept {
  unwritten_.add({std::move(key), std::move(access)});
  wake();
}

// Who will put them back is there before they are taken: nothing is lost for want of memory.
AccessGathering::Taken AccessGathering::take(std::size_t enough) {
  auto taken = std::make_shared<AccessesOnTheWay>(unwritten_);
  unwritten_.take(enough, taken->lines());
  return taken;
}

AccessGathering::Taken AccessGathering::take_all() { return take(all_lines); }

AccessGathering::Taken AccessGathering::take_of(const AccessKey& key) {
  auto taken = std::make_shared<AccessesOnTheWay>(unwritten_);
  unwritten_.take_of(key, taken->lines());
  return taken;
}

void AccessGathering::wake() noexcept {
  if (awake_.load()) return;
  {
    const std::scoped_lock lock(mutex_);
    awake_.store(true);
  }
  something_waits_.notify_one();
}

void AccessGathering::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    something_waits_.wait(lock, [this] { return awake_.load() || stopping_; });
    something_waits_.wait_for(lock, gathering, [this] { return stopping_; });
    if (stopping_) return;
    // Before anything is taken: what is noted from now on wakes anew.
    awake_.store(false);
    lock.unlock();
    write_some();
    tell_dropped();
    lock.lock();
  }
}

void AccessGathering::write_some() noexcept {
  try {
    write_(lines_at_once, [this](Outcome<bool> is_more) {
      is_kept_.store(is_more.has_value());
      if (!is_more)
        wake();  // they are back, and are tried again
      else if (*is_more)
        write_some();
    });
  } catch (const std::bad_alloc&) {
    wake();
  }
}

void AccessGathering::tell_dropped() noexcept {
  const std::uint64_t dropped = unwritten_.dropped();
  if (dropped == 0 || !on_dropped_) return;
  try {
    on_dropped_(dropped);
  } catch (const std::bad_alloc&) {  // no line of the log can be had
  }
}

void AccessGathering::stop() {
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_) return;
    stopping_ = true;
  }
  something_waits_.notify_one();
  thread_.join();
  try {
    std::promise<void> tried;
    write_(all_lines, [&tried](const Outcome<bool>&) { tried.set_value(); });
    tried.get_future().wait();
  } catch (const std::bad_alloc&) {  // then they are lost
  }
  unwritten_.drop_all();
  tell_dropped();
}

}  // namespace guichet::store
