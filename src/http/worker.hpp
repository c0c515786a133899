// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <semaphore>
#include <string>
#include <thread>

#include "http/connection.hpp"
#include "http/sockets.hpp"

namespace guichet::http {

/// What the threads of one listener share.
struct Premises {
  Premises(ListenerSettings wanted, Conversation& talk, const Clock& time)
      : settings(std::move(wanted)),
        conversation(talk),
        clock(time),
        complaints(settings.proxy_complaint) {}

  const ListenerSettings settings;
  Conversation& conversation;
  const Clock& clock;
  ProxyComplaints complaints;
  std::atomic<std::size_t> open_connections = 0;
  std::counting_semaphore<> ended{0};  ///< released by each thread at its end

  /// Null: plain. shared: a connection is accepted with it while another takes its place.
  std::shared_ptr<const TlsContext> tls() const;
  void replace_tls(std::shared_ptr<const TlsContext> tls);

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const TlsContext> tls_;
};

/// One thread with its own io_context, listening socket and connections; a connection never leaves
/// it.
class Worker {
 public:
  /// `premises` outlive this.
  explicit Worker(Premises& premises);
  ~Worker();

  Acceptor& acceptor() { return acceptor_; }
  void start();
  /// Stops accepting, and ends the thread when its requests are answered. Any thread.
  void wind_down();
  /// Closes everything and ends the thread. Any thread.
  void end();
  void join();

 private:
  void accept_next();
  void accepted(const boost::system::error_code& error);
  void welcome() noexcept;
  Task<void> serve(Socket socket, std::string peer, bool of_proxy);
  void watch_time();
  void look_at_time();
  bool has_ended() const { return around_.winding_down && around_.connections.empty(); }
  void run() noexcept;

  // The connections' coroutines are destroyed with the io_context, and refer to what stands above
  // it.
  Premises& premises_;
  Surroundings around_;
  boost::asio::io_context io_;
  Acceptor acceptor_;
  Socket accepted_;  ///< the next connection
  Tcp::endpoint peer_;
  bool is_accepting_ = false;
  Timer watch_timer_;
  bool is_watching_ = false;
  Timer pause_timer_;
  std::thread thread_;
};

}  // namespace guichet::http
