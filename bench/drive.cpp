// SPDX-License-Identifier: Apache-2.0
#include "drive.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <utility>

#include "processor_time.hpp"

namespace guichet::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Moment = Clock::time_point;

constexpr std::int64_t breakages_borne = 1'000;
constexpr std::chrono::seconds drain_time{2};

/// A connection and the request on its way.
struct Lane {
  std::unique_ptr<Connection> connection;
  Moment due{};
  bool busy = false;
};

class Driver {
 public:
  Driver(const Target& target, const std::vector<std::string>& requests, const Load& load)
      : target_(target),
        requests_(requests),
        load_(load),
        context_(context_for(target)),
        queue_(epoll_create1(EPOLL_CLOEXEC)),
        lanes_(static_cast<std::size_t>(load.connections)) {
    for (std::size_t number = 0; number < lanes_.size(); ++number) open(number);
  }
  ~Driver() { close(queue_); }
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  Findings run() {
    const Moment start = Clock::now();
    from_ = start + load_.warm_up;
    until_ = from_ + load_.measured;
    next_due_ = start;
    for (std::size_t number = 0; number < lanes_.size(); ++number) idle_.push_back(number);
    Moment now = start;
    while (now < until_ || (load_.rate > 0 && busy_ > 0 && now < until_ + drain_time)) {
      take_samples(now);
      send_what_is_due(now);
      wait_for_answers(now);
      now = Clock::now();
    }
    take_samples(now);
    count_what_was_not_sent();
    return std::move(findings_);
  }

 private:
  void open(std::size_t number) {
    Lane& lane = lanes_[number];
    lane.connection.reset();
    lane.connection = std::make_unique<Connection>(target_, *context_);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = number;
    if (epoll_ctl(queue_, EPOLL_CTL_ADD, lane.connection->descriptor(), &event) != 0)
      throw std::runtime_error("epoll refuses a connection");
  }

  void open_again(std::size_t number) {
    if (++findings_.broken_connections > breakages_borne)
      throw std::runtime_error("the server keeps breaking connections");
    open(number);
  }

  /// Reads the processor clocks when the measured time begins and when it ends.
  void take_samples(Moment now) {
    if (!begun_ && now >= from_) {
      begun_ = true;
      findings_.server_processor_ns = -processor_ns_of(load_.watched);
      findings_.own_processor_ns = -own_processor_ns();
    }
    if (begun_ && !ended_ && now >= until_) {
      ended_ = true;
      findings_.server_processor_ns += processor_ns_of(load_.watched);
      findings_.own_processor_ns += own_processor_ns();
    }
  }

  void send_what_is_due(Moment now) {
    while (!idle_.empty() && now < until_) {
      Moment due = now;
      if (load_.rate > 0) {
        if (next_due_ > now || next_due_ >= until_) return;
        due = next_due_;
        next_due_ += interval();
      }
      const std::size_t number = idle_.back();
      idle_.pop_back();
      Lane& lane = lanes_[number];
      const std::string& request = requests_[next_request_++ % requests_.size()];
      while (!lane.connection->send(request)) open_again(number);
      lane.due = due;
      lane.busy = true;
      ++busy_;
    }
  }

  void wait_for_answers(Moment now) {
    std::array<epoll_event, 64> events;
    const auto patience = std::chrono::nanoseconds{next_wake(now) - now};
    const auto seconds = std::chrono::floor<std::chrono::seconds>(patience);
    const timespec limit{.tv_sec = seconds.count(), .tv_nsec = (patience - seconds).count()};
    const int count =
        epoll_pwait2(queue_, events.data(), static_cast<int>(events.size()), &limit, nullptr);
    for (int i = 0; i < count; ++i) take_answer(events[static_cast<std::size_t>(i)].data.u64);
  }

  /// When to look again though nothing has arrived.
  Moment next_wake(Moment now) const {
    Moment wake = begun_ ? (ended_ ? until_ + drain_time : until_) : from_;
    if (load_.rate > 0 && !idle_.empty() && next_due_ < until_) wake = std::min(wake, next_due_);
    return std::max(wake, now);
  }

  void take_answer(std::size_t number) {
    Lane& lane = lanes_[number];
    const Connection::Progress progress = lane.connection->receive();
    if (progress == Connection::Progress::waiting) return;
    if (lane.busy && progress == Connection::Progress::answered) note(lane);
    if (progress == Connection::Progress::broken) open_again(number);
    if (!std::exchange(lane.busy, false)) return;
    --busy_;
    idle_.push_back(number);
  }

  void note(const Lane& lane) {
    const Moment now = Clock::now();
    const Moment counted_by = load_.rate > 0 ? lane.due : now;
    if (counted_by < from_ || counted_by >= until_) return;
    findings_.latencies_ns.push_back(std::chrono::nanoseconds{now - lane.due}.count());
    ++findings_.statuses[lane.connection->status()];
  }

  void count_what_was_not_sent() {
    if (load_.rate <= 0) return;
    for (; next_due_ < until_; next_due_ += interval()) ++findings_.not_sent;
  }

  Clock::duration interval() const {
    return std::chrono::duration_cast<Clock::duration>(
        std::chrono::duration<double>{1 / load_.rate});
  }

  const Target& target_;
  const std::vector<std::string>& requests_;
  const Load& load_;
  Context context_;
  int queue_;
  std::vector<Lane> lanes_;
  std::vector<std::size_t> idle_;
  std::size_t busy_ = 0;
  std::size_t next_request_ = 0;
  Moment from_{};
  Moment until_{};
  Moment next_due_{};
  bool begun_ = false;
  bool ended_ = false;
  Findings findings_;
};

}  // namespace

Findings drive(const Target& target, const std::vector<std::string>& requests, const Load& load) {
  return Driver{target, requests, load}.run();
}

}  // namespace guichet::bench
