// SPDX-License-Identifier: Apache-2.0
#include "http/worker.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

namespace guichet::http {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds pause_without_resources{100};

/// How often the time is looked at: seldom enough to cost nothing, often enough for the shortest
/// limit.
milliseconds watch_period(const Limits& limits) {
  const milliseconds shortest = std::min({limits.handshake, limits.headers, limits.body_grace,
                                          limits.write_stall, limits.idle, limits.linger});
  return std::clamp(shortest / 4, milliseconds{5}, milliseconds{500});
}

/// Whatever a connection could not cope with, lack of memory above all, ends that connection alone.
void forget(const std::exception_ptr&) {}

/// Without the loops that accept and watch the time this would be a server that looks alive: it
/// ends instead, and whoever supervises it starts another.
void end_program(const std::exception_ptr& broken) {
  if (broken) std::rethrow_exception(broken);
}

}  // namespace

std::shared_ptr<const TlsContext> Premises::tls() const {
  const std::lock_guard lock(mutex_);
  return tls_;
}

void Premises::replace_tls(std::shared_ptr<const TlsContext> tls) {
  const std::lock_guard lock(mutex_);
  tls_ = std::move(tls);
}

Worker::Worker(Premises& premises)
    : premises_(premises),
      around_{premises.conversation,     premises.settings.limits, premises.settings.door,
              premises.open_connections, premises.complaints,      DateLine(premises.clock)},
      io_(1),
      acceptor_(io_),
      watch_timer_(io_),
      pause_timer_(io_) {}

Worker::~Worker() {
  if (!thread_.joinable()) return;
  end();
  thread_.join();
}

void Worker::start() {
  boost::asio::co_spawn(io_, accept(), end_program);
  boost::asio::co_spawn(io_, watch_time(), end_program);
  thread_ = std::thread(&Worker::run, this);
}

void Worker::run() noexcept {
  io_.run();
  premises_.ended.release();
}

void Worker::wind_down() {
  boost::asio::post(io_, [this] {
    around_.winding_down = true;
    acceptor_.close();
    pause_timer_.cancel();
    for (Connection* const connection : around_.connections) connection->wind_down();
    watch_timer_.cancel();
  });
}

void Worker::end() {
  boost::asio::post(io_, [this] {
    for (Connection* const connection : around_.connections) connection->close_now();
    io_.stop();
  });
}

void Worker::join() { thread_.join(); }

Task<void> Worker::accept() {
  while (acceptor_.is_open()) {
    Socket socket(io_);
    Tcp::endpoint peer;
    auto accepting = acceptor_.async_accept(socket, peer, as_value);
    const auto [error] = co_await std::move(accepting);
    if (!error) {
      welcome(std::move(socket), peer);
      continue;
    }
    if (!acceptor_.is_open()) co_return;
    // Out of descriptors or memory: those that are open go on, and will give some back.
    pause_timer_.expires_after(pause_without_resources);
    auto pausing = pause_timer_.async_wait(as_value);
    co_await std::move(pausing);
  }
}

void Worker::welcome(Socket socket, const Tcp::endpoint& peer) noexcept {
  if (premises_.open_connections >= premises_.settings.limits.connections) return;
  try {
    socket.non_blocking(true);
    const auto address = peer.address();
    const bool of_proxy = premises_.settings.proxies.has(address);
    boost::asio::co_spawn(io_, serve(std::move(socket), address.to_string(), of_proxy), forget);
  } catch (const std::exception&) {
    // This connection cannot be had; the next one perhaps can.
  }
}

Task<void> Worker::serve(Socket socket, std::string peer, bool of_proxy) {
  {
    const auto tls = premises_.tls();
    Connection connection(around_, std::move(socket), tls.get(), std::move(peer), of_proxy);
    co_await connection.run();
  }
  if (around_.winding_down && around_.connections.empty()) watch_timer_.cancel();
}

Task<void> Worker::watch_time() {
  const milliseconds period = watch_period(premises_.settings.limits);
  while (!around_.winding_down || !around_.connections.empty()) {
    watch_timer_.expires_after(period);
    auto waiting = watch_timer_.async_wait(as_value);
    co_await std::move(waiting);
    const auto now = Steady::now();
    for (Connection* const connection : around_.connections) connection->judge_time(now);
  }
}

}  // namespace guichet::http
