// SPDX-License-Identifier: Apache-2.0
#include "http/worker.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <new>

namespace guichet::http {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds pause_without_resources{100};
constexpr milliseconds pause_without_memory{1};

/// How often the time is looked at: seldom enough to cost nothing, often enough for the shortest
/// limit.
milliseconds watch_period(const Limits& limits) {
  const milliseconds shortest = std::min({limits.handshake, limits.headers, limits.body_grace,
                                          limits.write_stall, limits.idle, limits.linger});
  return std::clamp(shortest / 4, milliseconds{5}, milliseconds{500});
}

/// Whatever a connection could not cope with, lack of memory above all, ends that connection alone.
void forget(const std::exception_ptr&) {}

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
      accepted_(io_),
      watch_timer_(io_),
      pause_timer_(io_) {}

Worker::~Worker() {
  if (!thread_.joinable()) return;
  end();
  thread_.join();
}

void Worker::start() {
  accept_next();
  watch_time();
  thread_ = std::thread(&Worker::run, this);
}

/// What finds no memory to wait with leaves by this loop. Of a connection that closes it: its
/// coroutine is destroyed. Accepting and watching the time are begun again, for without them this
/// would be a server that looks alive.
void Worker::run() noexcept {
  bool ended = false;
  while (!ended) {
    try {
      if (!is_accepting_ && acceptor_.is_open()) accept_next();
      if (!is_watching_ && !has_ended()) watch_time();
      io_.run();
      ended = true;
    } catch (const std::bad_alloc&) {
      std::this_thread::sleep_for(pause_without_memory);
    }
  }
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

void Worker::accept_next() {
  auto handler = [this](const boost::system::error_code& error) { accepted(error); };
  acceptor_.async_accept(accepted_, peer_, std::move(handler));
  is_accepting_ = true;
}

void Worker::accepted(const boost::system::error_code& error) {
  is_accepting_ = false;
  if (!error) {
    welcome();
    return accept_next();
  }
  if (!acceptor_.is_open()) return;
  // Out of descriptors or memory: those that are open go on, and will give some back.
  pause_timer_.expires_after(pause_without_resources);
  auto handler = [this](const boost::system::error_code&) {
    is_accepting_ = false;
    if (acceptor_.is_open()) accept_next();
  };
  pause_timer_.async_wait(std::move(handler));
  is_accepting_ = true;
}

void Worker::welcome() noexcept {
  Socket socket = std::move(accepted_);
  if (premises_.open_connections >= premises_.settings.limits.connections) return;
  try {
    socket.non_blocking(true);
    const auto address = peer_.address();
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
  if (has_ended()) watch_timer_.cancel();
}

void Worker::watch_time() {
  watch_timer_.expires_after(watch_period(premises_.settings.limits));
  auto handler = [this](const boost::system::error_code&) { look_at_time(); };
  watch_timer_.async_wait(std::move(handler));
  is_watching_ = true;
}

void Worker::look_at_time() {
  is_watching_ = false;
  const auto now = Steady::now();
  for (Connection* const connection : around_.connections) connection->judge_time(now);
  if (!has_ended()) watch_time();
}

}  // namespace guichet::http
